"""Traffic at a site that behaves, and at one that misbehaves in each way that counts."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from lab.ledger import stay
from lab.ledger.crowd import SlowSender
from lab.ledger.kinds import KINDS, LARGE, SMALL, Kind
from lab.ledger.totals import Totals
from lab.ledger.traffic import Traffic
from tests.unit.doubles.ledger_site import SOURCES, LedgerSite, Session, ledger_site
from verify.target import Target

VISITORS = 6


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[LedgerSite, Target]]:
    monkeypatch.setattr(stay, "THINK_SECONDS", 0.01)
    with ledger_site() as running:
        yield running


def until(condition: Callable[[], bool]) -> None:
    retry = retry_if_result(lambda met: not met)
    Retrying(retry=retry, stop=stop_after_delay(10), wait=wait_fixed(0.01))(condition)


def after(target: Target, kind: str, count: int, trouble: Callable[[], None]) -> Totals:
    """Make trouble for visitors who have settled; stop when it has been written down."""
    with Traffic(target, VISITORS) as run:
        trouble()
        until(lambda: run.ledger.counts[kind] >= count)
    return run.totals


def test_a_site_that_behaves(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site
    with Traffic(target, VISITORS) as run:
        assert len(behaving.sessions) == VISITORS
        until(lambda: run.ledger.counts["right"] >= 100)
    totals = run.totals
    assert totals.clean, totals
    assert totals.requests == len(run.entries) == len(behaving.log) >= 100
    assert {entry.path for entry in run.entries} == {
        "/image",
        "/image/raw",
        "/edit",
        "/edit/raw",
        "/edit/grayscale",
        "/edit/crop",
    }
    assert totals.servers == {"app1": totals.requests}
    assert set(behaving.connections) == set(SOURCES)
    assert len(set(behaving.uploads)) == len(behaving.uploads) > VISITORS
    assert {entry.kind for entry in run.entries} == totals.kinds.keys() == set(map(str, KINDS))
    assert {len(upload) in SMALL for upload in behaving.uploads} == {True, False}
    assert {len(upload) in LARGE for upload in behaving.uploads} == {True, False}
    assert all(entry.size == entry.declared for entry in run.entries)


@pytest.mark.parametrize("fresh", [False, True])
def test_connections_are_kept_or_fresh_as_the_kind_of_visitor_says(
    site: tuple[LedgerSite, Target], fresh: bool
) -> None:
    behaving, target = site
    with Traffic(target, VISITORS, kinds=[Kind(SMALL, fresh)]) as run:
        until(lambda: run.ledger.counts["right"] >= 50)
    assert run.totals.clean, run.totals
    assert len(behaving.connections) == (run.totals.requests if fresh else VISITORS)


def test_those_who_look_longer_look_at_what_they_uploaded(site: tuple[LedgerSite, Target]) -> None:
    with Traffic(site[1], visitors=1, kinds=[Kind(SMALL, looks=5)]) as run:
        until(lambda: run.ledger.counts["right"] >= 8)
    looked = ["/image", "/image", *["/image/raw"] * 5, "/edit/grayscale"]
    assert [entry.path for entry in run.entries][:8] == looked


def test_sessions_that_are_gone(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site
    with Traffic(target, VISITORS) as run:
        behaving.lose_every_session()
        until(lambda: run.ledger.counts["lost"] == VISITORS)
        # Each uploads again and goes on.
        until(lambda: len(behaving.sessions) == VISITORS)
        before = run.ledger.counts["right"]
        until(lambda: run.ledger.counts["right"] > before + 50)
    totals = run.totals
    assert (totals.failed, totals.wrong, totals.lost) == (0, 0, VISITORS)
    assert totals.interruptions == dict.fromkeys(range(VISITORS), 1)


def test_one_loss_is_one_loss_however_long_the_next_upload_takes(
    site: tuple[LedgerSite, Target],
) -> None:
    behaving, target = site
    with Traffic(target, VISITORS) as run:
        behaving.is_closed = True
        behaving.lose_every_session()
        until(lambda: run.ledger.counts["lost"] == VISITORS)
        before = run.ledger.counts["failed"]
        until(lambda: run.ledger.counts["failed"] > before + 5 * VISITORS)
    assert (run.totals.wrong, run.totals.lost) == (0, VISITORS)


def test_someone_elses_picture(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site

    def mix_up() -> None:
        behaving.shows = lambda own: next(
            other for other in [*behaving.sessions.values()] if other is not own
        )

    totals = after(target, "wrong", 10, mix_up)
    assert totals.failed == totals.lost == 0 and totals.wrong >= 10
    assert {entry.seen[:22] for entry in totals.bad} == {"the picture of visitor"}


def test_an_older_picture_of_ones_own(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site
    first: dict[str, Session] = {}

    def remember() -> None:
        first.update(behaving.sessions)

        def oldest(own: Session) -> Session:
            key = next(key for key, session in behaving.sessions.items() if session is own)
            return first[key]

        behaving.shows = oldest

    totals = after(target, "wrong", 10, remember)
    assert totals.failed == totals.lost == 0 and totals.wrong >= 10
    assert {entry.seen for entry in totals.bad} == {"an older one of its own"}


def test_an_edit_that_does_not_show(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site

    def forget_edits() -> None:
        behaving.shows = lambda own: replace(own, edited=own.upload)

    totals = after(target, "wrong", 5, forget_edits)
    assert {entry.path for entry in totals.bad} == {"/edit/raw"}
    assert {entry.seen for entry in totals.bad} == {"an older one of its own"}


@pytest.mark.parametrize("took_effect", [False, True])
@pytest.mark.parametrize("refused", [("/image",), ("/edit/grayscale", "/edit/crop")])
def test_a_post_that_failed_may_have_taken_effect(
    site: tuple[LedgerSite, Target], refused: tuple[str, ...], took_effect: bool
) -> None:
    behaving, target = site

    def refuse() -> None:
        behaving.after, behaving.refused = took_effect, refused

    totals = after(target, "failed", 10, refuse)
    assert totals.wrong == totals.lost == 0 and totals.failed >= 10, totals
    assert {(entry.method, entry.seen) for entry in totals.bad} == {("POST", "status 502")}


def test_a_line_that_is_slow_takes_an_answer_whole_and_its_pauses_do_not_count(
    site: tuple[LedgerSite, Target],
) -> None:
    with Traffic(site[1], visitors=1, kinds=[Kind(LARGE, rate=1_000_000)]) as run:
        until(lambda: run.ledger.counts["right"] >= 3)
    assert run.totals.clean, run.totals
    (look, *_) = [entry for entry in run.entries if entry.path == "/image/raw"]
    assert look.size == look.declared and look.size in LARGE
    assert look.ended - look.began >= 0.38 > look.seconds


def test_a_file_that_takes_long_arrives_whole(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site
    with Traffic(target, visitors=0, slow_senders=[SlowSender(0.5, 0.4)]) as run:
        until(lambda: len(behaving.uploads) == 2)
    assert run.totals.clean, run.totals
    assert [len(upload) for upload in behaving.uploads] == [2**19 - 4096] * len(behaving.uploads)
    (first, *_) = [entry for entry in run.entries if entry.method == "POST"]
    assert first.ended - first.began >= 0.4 > first.seconds
    assert {entry.path for entry in run.entries} == {"/image", "/image/raw"}
