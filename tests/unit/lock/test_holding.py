"""What a run's lock is worth while hosts answer, go silent or say that it is lost."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import gevent
import pytest
from gevent.event import Event
from pyinfra.api.host import Host

from roles.lock import holding
from roles.lock.holding import Holding
from roles.remote import ScriptResult
from roles.run import lease
from roles.run.lease import Lease
from roles.run.lock import LEASE_SECONDS
from roles.run.lock_words import LOST
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import write_jar

OTHERS = ("192.0.2.1", "app2", "redis1")
SILENT = "app1"


class Holder:
    """A run that holds its lock on every host; one of them goes silent and never answers."""

    def __init__(self, run: Run, patch: pytest.MonkeyPatch) -> None:
        self.run, self.asked = run, Counter[tuple[str, str]]()
        self.answer = ScriptResult(True, [])
        patch.setattr(holding, "RENEW_SECONDS", 0.01)
        patch.setattr(holding, "run_script", self._run_script)
        self.holding = Holding(run)
        for member in run.cluster.members:
            self.holding.take(member, gone="")

    def _run_script(
        self, host: Host, script: str, variables: Mapping[str, str], timeout: int
    ) -> ScriptResult:
        action = variables["action"]
        self.asked[host.name, action] += 1
        if host.name == SILENT and action != "take":
            Event().wait()
        return self.answer

    def times(self, action: str) -> list[int]:
        """How often each of the other hosts was asked for that."""
        return [self.asked[name, action] for name in OTHERS]


def wait_until(condition: Callable[[], object]) -> None:
    with gevent.Timeout(20):
        while not condition():
            gevent.sleep(0.01)


@pytest.fixture
def holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Holder]:
    run = AnsweringHosts(monkeypatch).run(app_jar=str(write_jar(tmp_path / "site.jar")))
    holder = Holder(run, monkeypatch)
    yield holder
    monkeypatch.setattr(holding, "SCRIPT_TIMEOUT", 0)
    holder.holding.release(run.inventory.state)


def test_a_host_that_has_gone_silent_keeps_no_other_from_being_renewed(holder: Holder) -> None:
    wait_until(lambda: min(holder.times("renew")) >= 3)
    assert holder.asked[SILENT, "renew"] == 1
    assert holder.run.progress.lease.lost_on is None


def test_a_host_that_has_gone_silent_for_too_long_loses_the_run_its_lock(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.5)
    wait_until(lambda: holder.run.progress.lease.lost_on)
    assert holder.run.progress.lease.lost_on == SILENT


def test_a_host_that_says_that_the_lock_is_lost_loses_it_for_the_run(holder: Holder) -> None:
    holder.answer = ScriptResult(False, [LOST])
    wait_until(lambda: holder.run.progress.lease.lost_on)
    assert holder.run.progress.lease.lost_on in OTHERS


def test_a_host_that_cannot_be_asked_for_a_moment_has_the_lock_still(holder: Holder) -> None:
    holder.answer = ScriptResult(False, ["the connection was lost"])
    wait_until(lambda: min(holder.times("renew")) >= 3)
    assert holder.run.progress.lease.lost_on is None


def test_the_others_are_released_and_a_silent_host_is_waited_for_no_longer_than_its_script(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "SCRIPT_TIMEOUT", 0.1)
    with gevent.Timeout(20):
        holder.holding.release(holder.run.inventory.state, "app1: start")
    assert holder.times("release") == [1, 1, 1] and holder.asked[SILENT, "release"] == 1


def test_a_host_that_is_renewed_again_has_the_lock_still(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("roles.run.lease.time.monotonic", lambda: now)
    held = Lease()
    held.renew("app1")
    now += LEASE_SECONDS
    assert held.lost_on == "app1"
    held.renew("app1")
    assert held.lost_on is None
