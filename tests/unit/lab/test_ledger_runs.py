"""How a run of traffic ends: stopped, at a bound, broken, or as a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

import lab.traffic
from lab.errors import LabError
from lab.ledger import serving, stay, traffic
from lab.ledger.traffic import Traffic
from tests.unit.doubles.ledger_site import LedgerSite, LoopbackTarget, ledger_site
from verify.target import Target

VISITORS = 4


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[LedgerSite, Target]]:
    monkeypatch.setattr(stay, "THINK_SECONDS", 0.01)
    with ledger_site() as running:
        yield running


@pytest.mark.parametrize(
    ("seconds", "requests", "said"), [(60.0, 60, "60 requests"), (0.5, 100_000, "0.5 seconds")]
)
def test_a_run_that_nobody_stops_ends_at_its_bounds_and_says_so(
    site: tuple[LedgerSite, Target], seconds: float, requests: int, said: str
) -> None:
    run = Traffic(site[1], VISITORS, most_seconds=seconds, most_requests=requests)
    run.start()
    run.last(10)
    with pytest.raises(LabError, match=f"had ended before, at its bound of {said}"):
        run.stop()


def test_a_bound_in_requests_is_kept(site: tuple[LedgerSite, Target]) -> None:
    behaving, target = site
    run = Traffic(target, VISITORS, most_requests=60)
    run.start()
    run.last(10)
    assert len(behaving.log) == run.ledger.counts.total() == 60


def test_a_site_that_takes_no_upload_is_refused(
    site: tuple[LedgerSite, Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traffic, "SETTLE_SECONDS", 0.5)
    behaving, target = site
    behaving.refused = ("/image",)
    with pytest.raises(LabError, match=r"only 0 of 4 visitors could upload a picture\.\n.*failed"):
        Traffic(target, VISITORS).start()


def test_what_breaks_in_here_is_not_taken_for_quiet(
    site: tuple[LedgerSite, Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lab.ledger.visitor.judge_page", break_off)
    run = Traffic(site[1], VISITORS)
    run.start()
    with pytest.raises(ExceptionGroup, match="unhandled errors"):
        run.stop()


def test_a_log_that_cannot_be_read_leaves_the_servers_unknown(
    site: tuple[LedgerSite, Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(target: Target, member: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(LoopbackTarget, "host", unreachable)
    monkeypatch.setattr(serving, "LOG_SECONDS", 0.1)
    with Traffic(site[1], VISITORS) as run:
        pass
    assert run.totals.clean and run.totals.servers == {"unknown": run.totals.requests}


@contextmanager
def opened(target: Target) -> Iterator[Target]:
    yield target


def test_the_command_ends_with_0_only_after_a_clean_run(
    site: tuple[LedgerSite, Target], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    behaving, target = site
    monkeypatch.setattr(lab.traffic, "open_target", lambda inventory, data: opened(target))
    file = tmp_path / "ledger.jsonl"
    arguments = ["--inventory", "site.py", "--seconds", "1", "--visitors", "3"]
    clean = CliRunner().invoke(lab.traffic.cli, [*arguments, "--jsonl", str(file)])
    assert clean.exit_code == 0, clean.output
    assert "app1" in clean.output
    assert len(file.read_text().splitlines()) == len(behaving.log)
    behaving.refused = ("/edit/crop",)
    bad = CliRunner().invoke(lab.traffic.cli, arguments)
    assert bad.exit_code == 1
    assert "POST /edit/crop: status 502 from app1" in bad.output
