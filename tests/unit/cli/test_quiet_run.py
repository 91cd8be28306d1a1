"""What a run of pyinfra says to a person: real runs, some of them at a terminal."""

import logging
import re
import subprocess
from pathlib import Path
from typing import Any, cast

import click
import gevent
import pytest
from pyinfra.api.state import StateOperationMeta

from lab.commands import printed_changes
from lab.errors import LabError
from roles.cli import progress
from roles.cli.summary import summary
from tests.unit.doubles.examples import PROJECT, inventory
from tests.unit.doubles.talking_kit import PYINFRA, Kit

PLAN = ["--> The plan:", "    Rolls app1."]
CHANGES = ["    [@local] Write a file", "    [@local] Do something long"]
END = re.compile(
    r"--> 2 changes made to @local; it took \d+ s; sessions lost, as announced: 3 in Re"
)


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path)


def test_a_run_says_its_plan_what_it_changed_and_what_it_came_to(kit: Kit) -> None:
    *lines, end = kit.run("-y")
    assert lines == [
        *("--> Loading config...", "    Connected to 1 host", "    [@local] is the host"),
        *PLAN,
        *("--> The run:", *CHANGES),
    ]
    assert END.match(end)


def test_a_step_that_takes_long_says_what_it_waits_for_and_how_long_it_took(kit: Kit) -> None:
    kit.does("sleep 2.5")
    *_, waits, took, _ = kit.run("-y")
    assert waits == "    waits for @local: Do something long …"
    assert re.fullmatch(r"    \[@local\] Do something long \([23] s\)", took)


def test_a_host_that_has_no_part_in_a_step_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    site = inventory()
    state, step = site.state, StateOperationMeta((0,))
    step.names.add("Configure Redis")
    state.op_meta["step"] = step
    state.ops[site.get_host("app1")]["step"] = cast(Any, None)
    shown = progress.Progress()
    with caplog.at_level(logging.INFO, "pyinfra"):
        shown.operation_start(state, "step")
        for host in site:
            shown.operation_host_start(state, host, "step")
        gevent.sleep(0.1)
    assert caplog.messages == ["waits for app1: Configure Redis …"]


def test_a_dry_run_ends_with_the_plan(kit: Kit) -> None:
    said = kit.run("--dry")
    assert said[-5:] == ["--> The steps that change a host:", *CHANGES, *PLAN]
    assert not (kit.folder / "file").exists()


def test_a_diff_that_is_asked_for_is_shown(kit: Kit) -> None:
    said = kit.run("--dry", "--diff")
    assert f"    [@local] Will create {kit.folder}/file" in said
    assert "      + new" in said


def test_the_plan_comes_last_before_the_question_in_colour(kit: Kit) -> None:
    said = kit.run_at_a_terminal("\n")
    before, _, after = said.partition("Press enter to execute...")
    lines = [line.strip() for line in before.splitlines() if line.strip()]
    assert lines[-3] == "--> The plan:"
    assert lines[-2] == click.style("Rolls app1.", fg="cyan", bold=True)
    assert lines[-1] == "That is the plan; -y skips the question"
    assert "2 changes made to" in after and (kit.folder / "file").exists()


def test_a_question_that_is_answered_with_no_ends_the_run(kit: Kit) -> None:
    said = kit.run_at_a_terminal("no\n")
    assert said.rstrip().endswith("Nothing was changed.")
    assert not (kit.folder / "file").exists()


def test_a_failure_has_the_last_word_and_its_step(kit: Kit) -> None:
    kit.does("echo the reason >&2; false")
    said = kit.run("-y", exit_code=1)
    assert said[-4:] == [
        "    [@local] the reason",
        "    [@local] Error: executed 0 commands",
        "    [@local] in the step: Do something long",
        "--> pyinfra error: No hosts remaining!",
    ]


@pytest.mark.parametrize("flag", ["-v", "--debug"])
def test_whoever_asks_for_details_sees_what_pyinfra_shows(kit: Kit, flag: str) -> None:
    said = kit.run("-y", flag)
    assert "--> Starting operation: Do something long" in said
    assert any(line.startswith("    Grand total") for line in said)
    assert "        Rolls app1." in said


def test_what_is_not_the_kits_prints_as_pyinfra_does() -> None:
    command = [PYINFRA, "-y", "@local", "exec", "--", "true"]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 0
    assert "--> Starting operation: server.shell (true)" in ended.stderr
    assert "Grand total" in ended.stderr


def test_what_a_run_came_to() -> None:
    end = summary({"lb1": 2, "app1": 1}, 61.4, "0")
    assert end == "3 changes made to lb1, app1; it took 61 s; sessions lost, as announced: 0."
    assert printed_changes(f"more\n--> {end}\n") == 3
    nothing = summary({}, 0.2, None)
    assert nothing == "Nothing was changed; it took 1 s."
    assert printed_changes(f"--> {nothing}\n") == 0
    assert printed_changes(f"--> {summary({'app1': 1}, 2, None)}\n") == 1
    with pytest.raises(LabError, match="did not come to its last sentence"):
        printed_changes("Nothing was changed. app1 does not answer; it took its time")
