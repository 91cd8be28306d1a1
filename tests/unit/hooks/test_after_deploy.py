"""after_deploy: after which runs it runs, what it is told, and that its failure is a warning."""

import logging
from collections.abc import Callable
from pathlib import Path

import gevent
import pytest

from roles.lock import holding
from roles.lock.holding import Holding
from roles.run.run import Run, Work
from tests.unit.doubles.examples import FRESH_HOST, KEPT_REVISIONS
from tests.unit.doubles.locked_hosts import LockedHosts

TELLS = (
    'echo "$SESSION_CLUSTER_WORK $SESSION_CLUSTER_RELEASE $SESSION_CLUSTER_PROFILE '
    '$SESSION_CLUSTER_OUTCOME: $SESSION_CLUSTER_REASON"'
)
# Ends a run, and gives what was said of it.
End = Callable[..., list[str]]


@pytest.fixture
def end(
    locked: LockedHosts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> End:
    def end_run(
        failure: str | None = None,
        *,
        changed: bool = True,
        taken: bool = True,
        work: Work = "deploy",
        **data: object,
    ) -> list[str]:
        run = locked.run(work, **{"after_deploy": TELLS, **data})
        held = Holding(run)
        for member in run.cluster.members if taken else ():
            held.take(member, gone="")
        monkeypatch.setattr(holding, "_changed", lambda state: changed)
        with gevent.Timeout(30):
            held.release(run.inventory.state, failure)
        return [line.strip() for line in caplog.messages if "after_deploy" in line]

    return end_run


def release_of(locked: LockedHosts) -> str:
    run: Run = locked.run()
    return run.decision.release


def test_it_hears_of_a_deploy_that_changed_something(end: End, locked: LockedHosts) -> None:
    begins, said = end()
    assert begins.startswith("Runs on this machine: after_deploy (echo")
    assert said == f"[after_deploy] deploy {release_of(locked)} clustered succeeded:"


def test_it_hears_of_one_that_failed_and_why(end: End, locked: LockedHosts) -> None:
    _, said = end("app1: start: it ended", changed=False)
    release = release_of(locked)
    assert said == f"[after_deploy] deploy {release} clustered failed: app1: start: it ended"


def test_it_hears_of_a_rollback(end: End, locked: LockedHosts) -> None:
    found = [*FRESH_HOST.splitlines(), *KEPT_REVISIONS]
    locked.surveys |= {name: found for name in ("app1", "app2")}
    assert end(work="rollback")[1] == "[after_deploy] rollback 0ld clustered succeeded:"


def test_a_run_that_changed_nothing_is_no_news(end: End) -> None:
    assert end(changed=False) == []


def test_a_run_that_another_one_kept_out_is_no_news(end: End) -> None:
    assert end("app1: Take the deploy lock", taken=False) == []


def test_without_a_command_nothing_is_said(end: End) -> None:
    assert end(after_deploy="") == []


def test_the_lock_is_free_by_then(end: End, locked: LockedHosts) -> None:
    lock = locked.lock_file(locked.run(), "app1")
    assert end(after_deploy=f"[ ! -e {lock} ] && [ -e {lock.parent} ] && echo free")[-1] == (
        "[after_deploy] free"
    )


def test_its_failure_is_a_warning(end: End, caplog: pytest.LogCaptureFixture) -> None:
    assert end(after_deploy="echo no chat; exit 4")[-1] == (
        "after_deploy (echo no chat; exit 4) ended with exit code 4. Its last lines: no chat. "
        "The outcome and the exit code of the deploy are its own all the same."
    )
    assert caplog.records[-1].levelno == logging.WARNING


def test_it_runs_where_the_deploy_was_started(end: End) -> None:
    assert end(after_deploy="pwd")[-1] == f"[after_deploy] {Path.cwd()}"
