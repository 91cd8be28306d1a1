"""A run that waited for its lock when it took it says its plan again, for the hosts as they are."""

import logging
from pathlib import Path

import gevent
import pytest
from pyinfra.api.command import FunctionCommand
from pyinfra.api.state import StateStage
from pyinfra.context import ctx_host

from roles.lock import locking
from roles.roll.announcement import announce
from roles.roll.saying_again import say_again
from roles.run.lock import new_lock
from roles.run.run import Run
from tests.unit.doubles.examples import FRESH_HOST, KEPT_REVISIONS, RUNNING, SENDING
from tests.unit.doubles.locked_hosts import LockedHosts
from tests.unit.lock.test_holding import wait_until

FIRST = "192.0.2.1"
SAYS_AGAIN = "The lock is free, and the hosts may have become others. Now it does this:"
SERVES = {FIRST: SENDING, "app1": RUNNING}


class WaitingSite(LockedHosts):
    """A site that another run changes while a run waits that has said what it will do."""

    def take_lock(self, run: Run, becomes: dict[str, list[str]], waits: bool = True) -> None:
        """Say the plan, then take the lock, which another run has until the hosts are those."""
        announce(run)
        run.inventory.state.current_stage = StateStage.Execute
        if waits:
            self.hold(run, new_lock("deploy"), FIRST)
        with ctx_host.use(run.inventory.get_host(FIRST)):
            taking = gevent.spawn(locking._taking_of(run).take, run.cluster.members[0])
            wait_until(lambda: taking.ready() or locking.has_waited(run))
            self.become(becomes)
            if waits:
                self.free(run, FIRST)
            taken = taking.get(timeout=20)
            assert taken and taken.succeeded

    def become(self, found: dict[str, list[str]]) -> None:
        """Answer so from now on."""
        self.surveys = {name: [*FRESH_HOST.splitlines(), *lines] for name, lines in found.items()}

    def say(self, run: Run) -> list[str]:
        """Have every host say the plan again; give the refusals."""
        refusals = []
        for member in run.cluster.members:
            with ctx_host.use(run.host(member)):
                for command in say_again._inner(run=run, member=member):
                    assert isinstance(command, FunctionCommand)
                    refusals.append(str(command.args[0]))
        return refusals


@pytest.fixture
def site(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> WaitingSite:
    caplog.set_level(logging.INFO, "pyinfra")
    return WaitingSite(monkeypatch, tmp_path)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage().strip() for record in caplog.records]


def test_it_says_what_it_does_to_the_hosts_as_they_are_now(
    site: WaitingSite, caplog: pytest.LogCaptureFixture
) -> None:
    run = site.run(lock_wait=20, session_profile="sticky")
    site.take_lock(run, SERVES)
    assert f"Starts app1, app2 with release {run.decision.release}." in said(caplog)
    caplog.clear()
    assert site.say(run) == []
    assert said(caplog) == [
        SAYS_AGAIN,
        f"Rolls app2, app1 from 0ld to {run.decision.release}, one after the other.",
        "The sessions in the memory of a server end with its turn (app1: 3 sessions).",
    ]


def test_what_it_reads_for_that_does_not_count_for_the_run(site: WaitingSite) -> None:
    run = site.run(lock_wait=20, session_profile="sticky")
    site.take_lock(run, {})
    site.say(run)
    site.become(SERVES)
    assert run.decision.roll_plan().order == ("app2", "app1")


def test_it_refuses_what_cannot_be_done_to_the_hosts_as_they_are_now(site: WaitingSite) -> None:
    site.become(dict.fromkeys(("app1", "app2"), KEPT_REVISIONS))
    run = site.run("rollback", lock_wait=20)
    site.take_lock(run, {})
    (refusal,) = site.say(run)
    assert refusal.startswith("There is no revision to go back to")


def test_a_run_that_did_not_wait_says_nothing_more(
    site: WaitingSite, caplog: pytest.LogCaptureFixture
) -> None:
    run = site.run(lock_wait=20)
    site.take_lock(run, {}, waits=False)
    caplog.clear()
    assert site.say(run) == [] and said(caplog) == []
