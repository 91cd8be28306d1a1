"""Commands of the operator's own, run for real."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import gevent
import pytest
from gevent.event import Event

from roles.hooks import command
from roles.hooks.command import CommandEnd, run_command

ENVIRONMENT = {"PATH": os.environ["PATH"]}
LIMIT = 20


def run(text: str, timeout: int = LIMIT, **environment: str) -> CommandEnd:
    with gevent.Timeout(3 * LIMIT):
        return run_command("before_roll", text, {**ENVIRONMENT, **environment}, timeout)


def wait_until(condition: Callable[[], object]) -> None:
    with gevent.Timeout(LIMIT):
        while not condition():
            gevent.sleep(0.01)


def is_there(process: int) -> bool:
    """Tell whether a process is there; one that waits for somebody to take its end is not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def read_pid(file: Path) -> int:
    wait_until(lambda: file.exists() and file.read_text().endswith("\n"))
    return int(file.read_text())


def test_the_shell_reads_it_and_each_line_is_shown_as_the_hosts_are(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "pyinfra")
    end = run('echo "to $WHERE" && echo to the others >&2', WHERE="app1")
    assert end == CommandEnd(0, ("to app1", "to the others"))
    assert caplog.messages == ["    [before_roll] to app1", "    [before_roll] to the others"]


def test_each_line_is_shown_as_it_comes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pyinfra")
    go = tmp_path / "go"
    job = gevent.spawn(run, f"echo first; until [ -e {go} ]; do sleep 0.05; done")
    wait_until(lambda: caplog.messages == ["    [before_roll] first"])
    go.touch()
    assert job.get().exit_code == 0


def test_a_command_that_fails_says_how_it_ended_and_the_last_that_it_printed() -> None:
    end = run("seq 9; exit 3")
    assert end == CommandEnd(3, tuple("56789"))


def test_a_command_that_is_not_there_fails() -> None:
    end = run("no-such-command-at-all")
    assert end.exit_code == 127 and "not found" in end.lines[-1]


def test_what_is_no_text_is_shown_all_the_same() -> None:
    assert run(r"printf '\377\n'").lines == ("�",)


def test_nobody_answers_it() -> None:
    assert run("read answer").exit_code != 0


def test_it_is_stopped_after_its_time_with_all_that_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    end = run(f"sleep 600 & echo $! >{child}; echo waits; wait", timeout=1)
    assert end == CommandEnd(None, ("waits",))
    wait_until(lambda: not is_there(read_pid(child)))


def test_one_that_will_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "PATIENCE", 0.2)
    own = tmp_path / "own"
    text = f"trap '' TERM; echo $$ >{own}; while :; do sleep 0.1; done"
    assert run(text, timeout=1).exit_code is None
    wait_until(lambda: not is_there(read_pid(own)))


def test_what_it_leaves_running_does_not_hold_the_run_up(tmp_path: Path) -> None:
    child = tmp_path / "child"
    assert run(f"sleep 600 & echo $! >{child}").exit_code == 0
    wait_until(lambda: not is_there(read_pid(child)))


def test_it_ends_with_the_run(tmp_path: Path) -> None:
    own = tmp_path / "own"
    job = gevent.spawn(run, f"echo $$ >{own}; sleep 600")
    process = read_pid(own)
    job.kill(block=False)
    wait_until(lambda: not is_there(process))


def test_other_work_goes_on_meanwhile(tmp_path: Path) -> None:
    go, done = tmp_path / "go", Event()

    def others() -> None:
        go.touch()
        done.set()

    gevent.spawn_later(0.05, others)
    assert run(f"until [ -e {go} ]; do sleep 0.05; done").exit_code == 0
    assert done.is_set()
