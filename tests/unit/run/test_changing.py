"""How a run changes its hosts: each step asks for the lock there, none begins once it is lost."""

import ast
import logging
from pathlib import Path

import pytest
from pyinfra.api.command import FileUploadCommand, FunctionCommand, StringCommand

from roles.plan.failure import turn_failed
from roles.plan.turn_report import Outcome, TurnReport
from roles.run.changing import change, run_step, steps
from roles.run.lease import Lease
from roles.run.lock_words import LOST
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import PROJECT

ROLES = PROJECT / "roles"
SENTENCE = (
    "The deploy lock on app1 was lost (cut off for too long, or unlocked): nothing more is done. "
    "See status.py, and run it again."
)


def test_a_script_is_told_whose_lock_has_to_be_there(hosts: AnsweringHosts, run: Run) -> None:
    host = run.host(run.cluster.app[0])
    assert change(run, host, "turn", {"state": "elsewhere"}).succeeded
    assert hosts.given["turn"] == {
        "state": "elsewhere",
        "lock_file": run.places.lock_file,
        "lock_id": run.progress.lease.id,
        "busy_timeout": "300",
    }
    assert Lease().id != run.progress.lease.id


def test_once_a_host_has_refused_no_other_is_asked(hosts: AnsweringHosts, run: Run) -> None:
    hosts.answers["release"], hosts.failing = [LOST], {"release"}
    server, redis_host = run.cluster.app[0], run.cluster.redis_host
    refused = change(run, run.host(server), "release", {})
    assert (refused.succeeded, refused.refused, refused.lines) == (False, True, [SENTENCE])
    hosts.given.clear()
    assert change(run, run.host(redis_host), "redis", {}) == refused
    assert hosts.given == {}


def test_the_refusal_of_a_run_in_which_a_turn_failed_says_so_too(
    hosts: AnsweringHosts, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    report = TurnReport(Outcome.RESTORED, ("gate failed: smoke: 500",))
    run.progress.failure = turn_failed(
        run.decision.roll_plan(), 1, {"app2": report}, carriers=frozenset()
    )
    run.progress.lease.lose("app1")
    host = run.host(run.cluster.lb[0])
    with caplog.at_level(logging.ERROR, logger="pyinfra"):
        assert not run_step(host.state, host, run, "lb", {})
    assert SENTENCE in caplog.text
    assert "Before that: The turn of app2 failed. smoke: 500" in caplog.text


def test_every_command_of_an_operation_is_a_step_and_an_upload_comes_after_one(
    hosts: AnsweringHosts, run: Run
) -> None:
    upload = FileUploadCommand("site.jar", "/opt/site.jar")
    host = run.host(run.cluster.app[0])
    made = list(steps(run, ["useradd site", StringCommand("chmod", "750", "/opt"), upload]))
    assert made.pop() is upload
    given = []
    for command in made:
        assert isinstance(command, FunctionCommand) and command.execute(host.state, host, {})
        given.append(hosts.given["command"]["command"])
    assert given == ["useradd site", "chmod 750 /opt", "true"]
    assert list(steps(run, [])) == []


@pytest.mark.parametrize(
    "path", sorted(ROLES.rglob("*.py")), ids=lambda path: str(path.relative_to(ROLES))
)
def test_no_operation_of_pyinfras_is_called_but_in_steps(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    operations = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "pyinfra.operations"
        for name in node.names
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    in_steps = [
        argument for call in calls if ast.unparse(call.func) == "steps" for argument in call.args
    ]
    bare = [
        ast.unparse(call.func)
        for call in calls
        if ast.unparse(call.func).partition(".")[0] in operations and call not in in_steps
    ]
    assert bare == [], "hand it to under_lock, or its commands to steps: roles/run/changing.py"
