"""What lock.sh does on a host: a folder here, the rest is real."""

import json
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from roles.remote import script_text
from roles.run.lock import Lock, new_lock
from roles.run.lock_words import LOST as SAYS_LOST

LEASE = 90
LOST = 3


@dataclass
class LockedHost:
    """A host with its lock and its audit log."""

    folder: Path

    @property
    def lock(self) -> Path:
        return self.folder / "state/lock"

    def start(
        self, action: str, lock: Lock, entry: str = "", gone: str = "", ended: str = ""
    ) -> Popen[str]:
        variables = {
            "action": action,
            "lock_file": str(self.lock),
            "id": lock.id,
            "content": lock.text(),
            "gone": gone,
            "ended": ended,
            "lease_seconds": str(LEASE),
            "audit_log": str(self.folder / "log/audit.log"),
            "entry": entry,
            "rotation_file": str(self.folder / "rotation"),
            "rotation": "# rotates it\n",
        }
        path = {"PATH": f"{self.folder}:{os.environ['PATH']}"}
        command = ["sh", "-c", script_text("lock", variables)]
        return Popen(command, env=path, stdout=PIPE, stderr=PIPE, text=True)

    def run(self, action: str, lock: Lock, **given: str) -> tuple[int, list[str]]:
        with self.start(action, lock, **given) as started:
            said, complaint = started.communicate(timeout=20)
        assert complaint == ""
        return started.returncode, said.splitlines()

    def holder(self) -> str | None:
        return self.lock.read_text() if self.lock.exists() else None

    def audit(self) -> list[dict[str, object]]:
        log = self.folder / "log/audit.log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def grow_old(self, seconds: int) -> None:
        then = time.time() - seconds
        os.utime(self.lock, (then, then))


@pytest.fixture
def host(tmp_path: Path) -> LockedHost:
    (tmp_path / "state").mkdir()
    return LockedHost(tmp_path)


MINE, OTHER = new_lock("mine"), new_lock("another's")


def test_a_free_lock_is_taken_and_nothing_goes_to_the_audit_log(host: LockedHost) -> None:
    assert host.run("renew", MINE) == (LOST, [SAYS_LOST]) and host.holder() is None
    assert host.run("take", MINE) == (0, [])
    assert host.holder() == MINE.text() + "\n"
    assert host.run("take", MINE) == (0, [])
    assert host.audit() == [] and not (host.folder / "rotation").exists()


@pytest.mark.parametrize("gone", ["", "an earlier one"])
def test_a_lock_that_another_run_holds_is_refused(host: LockedHost, gone: str) -> None:
    host.run("take", OTHER)
    host.grow_old(LEASE - 5)
    assert host.run("take", MINE, gone=gone) == (LOST, [f"held {OTHER.text()}"])
    assert host.holder() == OTHER.text() + "\n" and host.audit() == []


@pytest.mark.parametrize(("age", "gone"), [(LEASE, ""), (0, OTHER.id)], ids=["its time", "known"])
def test_the_lock_of_a_run_that_is_gone_is_taken_over(
    host: LockedHost, age: int, gone: str
) -> None:
    host.run("take", OTHER)
    host.grow_old(age)
    assert host.run("take", MINE, gone=gone) == (0, [f"abandoned {OTHER.text()}"])
    assert host.holder() == MINE.text() + "\n"
    assert host.audit() == [{"outcome": "abandoned", "lock": json.loads(OTHER.text())}]
    assert host.run("renew", OTHER) == (LOST, [SAYS_LOST])


def test_a_renewed_lock_counts_on(host: LockedHost) -> None:
    host.run("take", MINE)
    host.grow_old(LEASE)
    assert host.run("renew", MINE) == (0, [])
    assert host.run("take", OTHER)[0] == LOST
    assert time.time() - host.lock.stat().st_mtime < LEASE / 2


def test_a_run_that_ends_frees_its_lock_and_writes_its_entry(host: LockedHost) -> None:
    host.run("take", MINE)
    entry = json.dumps({"who": 'admin\'s "own"', "outcome": "succeeded"})
    assert host.run("release", MINE, entry=entry) == (0, [])
    assert host.holder() is None
    assert host.audit() == [json.loads(entry)]
    assert (host.folder / "rotation").read_text() == "# rotates it\n"
    assert (host.folder / "log/audit.log").stat().st_mode & 0o777 == 0o640


def test_a_run_that_changed_nothing_writes_nothing(host: LockedHost) -> None:
    host.run("take", MINE)
    assert host.run("release", MINE) == (0, []) and host.audit() == []


def test_a_run_frees_no_lock_but_its_own(host: LockedHost) -> None:
    host.run("take", OTHER)
    assert host.run("release", MINE, entry='{"outcome": "failed"}') == (0, [])
    assert host.holder() == OTHER.text() + "\n" and host.audit() == [{"outcome": "failed"}]


def test_anybodys_lock_is_freed_by_hand(host: LockedHost) -> None:
    assert host.run("free", MINE, entry='{"what": "unlock"}') == (0, [])
    assert host.audit() == []
    host.run("take", OTHER)
    assert host.run("free", MINE, entry='{"what": "unlock"}') == (0, [f"freed {OTHER.text()}"])
    assert host.holder() is None and host.audit() == [{"what": "unlock"}]


def test_of_many_that_take_a_lock_at_once_just_one_has_it(host: LockedHost) -> None:
    # Slow enough for each to find the lock free, were it not for the guard.
    mv = host.folder / "mv"
    mv.write_text('#!/bin/sh\nsleep 0.3\nexec /bin/mv "$@"\n')
    mv.chmod(0o755)
    locks = [replace(MINE, id=f"run{number}") for number in range(8)]
    started = [host.start("take", lock) for lock in locks]
    said = [process.communicate(timeout=20) for process in started]
    (winner,) = [lock for lock, run in zip(locks, started, strict=True) if run.returncode == 0]
    assert host.holder() == winner.text() + "\n"
    losers = [run.returncode for run in started if run.returncode != 0]
    assert losers == [LOST] * 7
    assert [out for out, _ in said if out] == [f"held {winner.text()}\n"] * 7


def test_only_the_holder_that_ends_its_roll_takes_away_the_mark_of_who_was_moved(
    host: LockedHost,
) -> None:
    own, other = new_lock("deploy"), new_lock("deploy")
    moved = host.folder / "state/moved"
    for holder, ended, stays in (
        (other, str(moved), True),
        (own, "", True),
        (own, str(moved), False),
    ):
        host.run("take", own)
        moved.touch()
        host.run("release", holder, ended=ended)
        assert moved.exists() is stays
        assert (host.holder() is None) is (holder is own)
