"""before_roll: when it runs, what it is given, and what its failure does."""

import logging
import os
import shlex
from pathlib import Path
from typing import Any

import gevent
import pytest
from pyinfra.api.command import FunctionCommand
from pyinfra.api.state import StateStage
from pyinfra.context import ctx_host

from roles.lock import holding
from roles.plan.roll import plan_roll
from roles.roll import before_roll
from roles.roll.announcement import announce
from roles.run.lease import Lease
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import write_jar

ANNOUNCED = "    Before the first turn it runs on this machine: before_roll ("


class Hooked:
    """A deploy whose before_roll writes its environment to a file, once more each time."""

    def __init__(self, hosts: AnsweringHosts, folder: Path) -> None:
        self.hosts, self.folder = hosts, folder
        self.said = folder / "said"

    def run(self, command: str | None = None, **data: object) -> Run:
        jar = str(write_jar(self.folder / "site.jar"))
        default = f"env -0 >{shlex.quote(str(self.folder / 'env'))}; echo ran >>{self.said}"
        made = self.hosts.run(app_jar=jar, before_roll=command or default, **data)  # type: ignore[arg-type]
        made.inventory.state.current_stage = StateStage.Execute
        return made

    def step(self, run: Run) -> list[str]:
        """Have every host do the step; give why it fails."""
        failures = []
        for member in run.cluster.members:
            host = run.host(member)
            with ctx_host.use(host), gevent.Timeout(30):
                for command in before_roll.run_command_before_roll._inner(run=run, member=member):
                    assert isinstance(command, FunctionCommand)
                    failures.append(command.args[0])
                    assert command.function(host.state, host, *command.args) is False
        return failures

    @property
    def times(self) -> int:
        return len(self.said.read_text().splitlines()) if self.said.exists() else 0

    @property
    def environment(self) -> dict[str, str]:
        lines = (self.folder / "env").read_text().split("\0")
        return dict(line.split("=", 1) for line in lines if line)


@pytest.fixture
def hooked(hosts: AnsweringHosts, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Hooked:
    caplog.set_level(logging.INFO, "pyinfra")
    return Hooked(hosts, tmp_path)


def nothing_pending(run: Run, patch: pytest.MonkeyPatch) -> None:
    plan = plan_roll("clustered", [])
    patch.setattr(run.decision, "roll_plan", lambda: plan)


def test_it_runs_once_and_knows_what_the_run_is_about(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_URL", "jdbc:of-the-operator")
    run = hooked.run()
    assert hooked.step(run) == [] and hooked.times == 1
    found = hooked.environment
    assert {name: text for name, text in found.items() if name.startswith("SESSION_CLUSTER_")} == {
        "SESSION_CLUSTER_WORK": "deploy",
        "SESSION_CLUSTER_APP": "image-studio",
        "SESSION_CLUSTER_RELEASE": run.decision.release,
        "SESSION_CLUSTER_PROFILE": "clustered",
        "SESSION_CLUSTER_HOSTS": "192.0.2.1 app1 app2 redis1",
        "SESSION_CLUSTER_OUTCOME": "pending",
        "SESSION_CLUSTER_REASON": "",
    }
    assert found["DB_URL"] == "jdbc:of-the-operator" and found["PATH"] == os.environ["PATH"]


def test_it_gets_no_secret_of_the_kit(hooked: Hooked) -> None:
    run = hooked.run()
    assert run.decision.redis_password() == "5e55ion"
    hooked.step(run)
    assert "5e55ion" not in str(hooked.environment)


def test_it_does_not_run_where_nothing_is_to_roll(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run = hooked.run()
    nothing_pending(run, monkeypatch)
    assert hooked.step(run) == [] and hooked.times == 0
    assert before_roll.announced_command(run) == []


def test_it_does_not_run_while_a_run_is_prepared(hooked: Hooked) -> None:
    run = hooked.run()
    run.inventory.state.current_stage = StateStage.Prepare
    assert hooked.step(run) == [] and hooked.times == 0


def test_the_plan_has_it(hooked: Hooked, caplog: pytest.LogCaptureFixture) -> None:
    announce(hooked.run("./migrate.sh \\\n  --all"))
    assert caplog.messages[-1] == f"{ANNOUNCED}./migrate.sh \\ --all)."


def test_without_a_command_nothing_is_said_or_run(
    hooked: Hooked, caplog: pytest.LogCaptureFixture
) -> None:
    run = hooked.run(" ")
    assert hooked.step(run) == []
    announce(run)
    assert "before_roll" not in caplog.text


@pytest.mark.parametrize(
    ("command", "how"),
    [
        ("echo the reason; exit 3", "ended with exit code 3. Its last lines: the reason. "),
        ("exit 1", "ended with exit code 1. It printed nothing."),
        ("no-such-command-at-all", "ended with exit code 127. Its last lines: "),
        ("sleep 600", "did not end within 1 s (hook_timeout) and was stopped. It printed nothing."),
    ],
)
def test_its_failure_stops_the_run(
    hooked: Hooked, caplog: pytest.LogCaptureFixture, command: str, how: str
) -> None:
    (failure,) = hooked.step(hooked.run(command, hook_timeout=1))
    assert failure.startswith(f"before_roll ({command}) {how}")
    assert "stopped before any server was taken out of rotation" in failure
    assert caplog.records[-1].levelno == logging.ERROR and failure in caplog.messages[-1]


def test_a_run_that_has_lost_its_lock_runs_nothing(hooked: Hooked) -> None:
    run = hooked.run()
    run.progress.lease.lose("app1")
    (failure,) = hooked.step(run)
    assert failure.startswith("The deploy lock on app1 was lost") and hooked.times == 0


def test_the_lock_is_renewed_while_it_runs(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(holding, "RENEW_SECONDS", 0.01)
    renewed = tmp_path / "renewed"

    def renew(lease: Lease, host: str) -> None:
        with renewed.open("a") as file:
            file.write(f"{host}\n")

    # It ends when the lock has been renewed ten times since it began.
    run: Any = hooked.run(
        f": >{renewed}; until [ $(wc -l <{renewed}) -ge 10 ]; do sleep 0.05; done",
        hook_timeout=20,
    )
    held = holding.Holding(run)
    monkeypatch.setattr(Lease, "renew", renew)
    held.take(run.cluster.members[0], gone="")
    try:
        assert hooked.step(run) == []
    finally:
        held.release(run.inventory.state)
