"""Visitors of any site: a journey that keeps its session, loses it, or shows another's."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from lab.ledger import stay
from lab.ledger.judgement import Verdict
from lab.ledger.traffic import Traffic
from roles.configuration.journey import Step
from tests.unit.doubles.ledger_site import LedgerSite, LoopbackTarget, ledger_site
from verify.target import Target

VISITORS = 4
# Not the sample's three steps: these visitors know nothing of the site but this.
JOURNEY = [
    Step.model_validate({"post": "/image", "file": {"image": "{unique}"}}),
    Step.model_validate({"get": "/image/raw", "gives": "{unique}"}),
]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[LedgerSite, Target]]:
    monkeypatch.setattr(stay, "THINK_SECONDS", 0.01)
    with ledger_site() as (running, target):
        settings = target.cluster.settings.model_copy(update={"journey": JOURNEY})
        assert isinstance(target, LoopbackTarget)
        yield running, replace(target, cluster=replace(target.cluster, settings=settings))


def until(condition: Callable[[], bool]) -> None:
    retry = retry_if_result(lambda met: not met)
    Retrying(retry=retry, stop=stop_after_delay(10), wait=wait_fixed(0.01))(condition)


def test_a_site_that_behaves(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site
    with Traffic(target, VISITORS) as run:
        until(lambda: run.ledger.counts["right"] >= 100)
    assert run.totals.clean, run.totals
    assert run.totals.requests == len(run.entries) == len(behaving.log) >= 100
    # The redirect is followed, and is a request of its own.
    assert {entry.path for entry in run.entries} == {"/image", "/image/raw"}
    assert run.totals.servers == {"app1": run.totals.requests}
    # Each visit is somebody else's.
    assert len(set(behaving.uploads)) == len(behaving.uploads) > VISITORS


def test_a_session_that_is_gone_is_lost_and_the_visitor_begins_anew(
    site: tuple[LedgerSite, Target],
) -> None:
    losing, target = site
    with Traffic(target, VISITORS) as run:
        losing.lose_every_session()
        until(lambda: run.ledger.counts["lost"] >= 1)
        uploads = len(losing.uploads)
        until(lambda: len(losing.uploads) > uploads + VISITORS)
    assert 1 <= run.totals.lost <= VISITORS and run.totals.failed == 0, run.totals
    lost = [entry for entry in run.entries if entry.verdict is Verdict.LOST]
    assert all("step 2 (GET /image/raw): expected status 200" in entry.seen for entry in lost)


def test_a_site_that_answers_502_fails(site: tuple[LedgerSite, Target]) -> None:
    failing, target = site
    with Traffic(target, VISITORS) as run:
        failing.refused = ("/image",)
        until(lambda: run.ledger.counts["failed"] >= VISITORS)
    assert run.totals.lost == 0 and run.totals.failed >= VISITORS, run.totals
