"""Without its run's lock, no script changes a host; whoever adds one has it refuse too."""

import fcntl
import os
import shutil
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen

import pytest

from roles.remote import script_text
from roles.run.lock import new_lock
from roles.run.lock_words import LOST
from tests.unit.doubles.held_lock import HELD, hold_lock
from tests.unit.scripts.test_package_lists_script import wait_until_exists
from tests.unit.scripts.test_script_variables import NAMES, declared, text_of

READING = {"answers", "files", "give", "lock_holder", "redis_password", "redis_refusals", "survey"}
# It takes the lock and frees it.
LOCKING = {"lock"}
CHANGING = sorted(set(NAMES) - READING - LOCKING)
# What a script may call before it knows whose the lock is; no other command is to be found.
HARMLESS = ("cat", "date", "dirname", "flock", "grep", "mkdir", "mktemp", "renice", "rm", "sh")
REFUSED = 3


class Sandbox:
    """A folder with every path that a script is given, and with no commands but harmless ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "state/lock"
        self.step = hold_lock(self.lock.parent)
        (folder / "bin").mkdir()
        for name in HARMLESS:
            found = shutil.which(name)
            assert found
            (folder / "bin" / name).symlink_to(found)

    def start(self, script: str, **given: str) -> Popen[str]:
        """Start a script whose every path is in this folder."""
        paths = {name: str(self.folder / name) for name in declared(script)}
        text = script_text(script, {**paths, **self.step, "action": "apply", **given})
        environment = {"PATH": str(self.folder / "bin"), "TMPDIR": str(self.folder)}
        command = ["/bin/sh", "-c", text]
        return Popen(command, env=environment, stdout=PIPE, stderr=PIPE, text=True)

    def run(self, script: str, **given: str) -> CompletedProcess[str]:
        """Run a script to its end."""
        with self.start(script, **given) as started:
            said, complaint = started.communicate(timeout=20)
        return CompletedProcess(script, started.returncode, said, complaint)

    def files(self) -> dict[str, bytes]:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        found = {str(path.relative_to(self.folder)): path.read_bytes() for path in paths}
        return {name: content for name, content in found.items() if not name.startswith("bin/")}


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


@pytest.mark.parametrize("script", CHANGING)
@pytest.mark.parametrize("lost", ["to another run", "by unlock.py"])
def test_a_script_that_finds_the_lock_lost_changes_nothing(
    sandbox: Sandbox, script: str, lost: str
) -> None:
    assert "wait_for_other_runs" in text_of(script), "it would run here: see parts/common.sh"
    other = new_lock(HELD.what).id
    if lost == "to another run":
        refused = sandbox.run(script, lock_id=other)
    else:
        refused = sandbox.run(script, lock_file=str(sandbox.lock.with_name("none")))
    assert (refused.stdout, refused.stderr) == (f"{LOST}\n", "")
    assert refused.returncode == REFUSED
    assert sandbox.files() == {"state/lock": f"{HELD.text()}\n".encode(), "state/step": b""}


def test_whose_the_lock_is_counts_once_the_step_of_another_run_has_ended(sandbox: Sandbox) -> None:
    flock, waits = sandbox.folder / "bin/flock", sandbox.folder / "waits"
    flock.unlink()
    flock.write_text(f'#!/bin/sh\n: >{waits}\nexec {shutil.which("flock")} "$@"\n')
    flock.chmod(0o755)
    with sandbox.lock.with_name("step").open("a") as step:
        fcntl.flock(step, fcntl.LOCK_EX)
        waiting = sandbox.start("command", command="echo it ran; false", busy_timeout="20")
        wait_until_exists(waits)
        sandbox.lock.unlink()
    assert waiting.communicate(timeout=20) == (f"{LOST}\n", "")


def test_a_step_that_another_run_keeps_waiting_gives_up(sandbox: Sandbox) -> None:
    with sandbox.lock.with_name("step").open("a") as step:
        fcntl.flock(step, fcntl.LOCK_EX)
        ended = sandbox.run("command", command="true", busy_timeout="0")
    assert ended.stdout == "another run's step is still at work on this host after 0 s\n"


@pytest.mark.parametrize(("end", "status", "shown"), [("true", 0, ""), ("false", 1, "out\nerr\n")])
def test_a_command_of_pyinfras_shows_what_it_printed_where_it_fails(
    sandbox: Sandbox, end: str, status: int, shown: str
) -> None:
    ended = sandbox.run("command", command=f"echo out; echo err >&2; {end}")
    assert (ended.returncode, ended.stdout, ended.stderr) == (status, shown, "")


def test_what_a_command_leaves_running_holds_no_step(sandbox: Sandbox) -> None:
    ends = sandbox.folder / "ends"
    os.mkfifo(ends)
    assert sandbox.run("command", command=f"read -r end <{ends} &").returncode == 0
    assert sandbox.run("command", command="true", busy_timeout="0").returncode == 0
    ends.write_text("end\n")
