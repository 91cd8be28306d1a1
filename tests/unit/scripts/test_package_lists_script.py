"""What package_lists.sh does while others are at work with packages; apt-get is a stand-in."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from roles.remote import script_text
from tests.unit.doubles.held_lock import hold_lock

LISTS = "/var/lib/apt/lists/lock"
LOCKS = (
    LISTS,
    "/var/cache/apt/archives/lock",
    "/var/lib/dpkg/lock-frontend",
    "/var/lib/dpkg/lock",
)
APT = """#!/bin/sh
echo "$*" >>"$PLAY/calls"
line=$(sed -n "$(wc -l <"$PLAY/calls")p" "$PLAY/answers")
${line:-true}
"""
SLEEP = """#!/bin/sh
: >"$PLAY/waits"
exec /bin/sleep "$@"
"""
LOCKED = f"""locked
E: Could not get lock {LISTS}. It is held by process 7 (apt-get)
E: Unable to lock directory /var/lib/apt/lists/
"""
DEAD = """dead
Get:1 https://packages.example stable InRelease
W: Something of no weight
E: Failed to fetch https://admin:5ecret@packages.example/stable/InRelease  401
E: Some index files failed to download.
"""


@dataclass
class BusyHost:
    """A host with apt's locks, whose apt-get gives the answers that a test wants."""

    folder: Path

    def start(self, lock_timeout: int) -> Popen[str]:
        variables = {"lock_timeout": str(lock_timeout), **hold_lock(self.folder / "state")}
        text = script_text("package_lists", variables)
        # Only here are the locks another's than the machine's.
        text = text.replace("/var/", f"{self.folder}/var/")
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "PLAY": str(self.folder)}
        return Popen(["sh", "-c", text], env=environment, stdout=PIPE, stderr=PIPE, text=True)

    def run(self, lock_timeout: int = 0) -> tuple[int, list[str]]:
        with self.start(lock_timeout) as started:
            said, complaint = started.communicate(timeout=20)
        assert complaint == ""
        return started.returncode, said.replace(str(self.folder), "").splitlines()

    def answer(self, *texts: str) -> None:
        """Have apt-get fail with each of the texts, one after the other, and then do well."""
        for text in texts:
            name, _, rest = text.partition("\n")
            script = self.folder / "bin" / name
            script.write_text(f"#!/bin/sh\ncat <<'SAID'\n{rest}SAID\nexit 100\n")
            script.chmod(0o755)
        (self.folder / "answers").write_text("".join(f"{text.split()[0]}\n" for text in texts))

    @property
    def calls(self) -> list[str]:
        calls = self.folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    @contextmanager
    def held(self, lock: str) -> Iterator[None]:
        """This process holds a lock meanwhile, as apt would."""
        with (self.folder / lock.lstrip("/")).open("a") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield


@retry(
    stop=stop_after_delay(20), wait=wait_fixed(0.05), retry=retry_if_result(lambda there: not there)
)
def wait_until_exists(file: Path) -> bool:
    return file.exists()


@pytest.fixture
def host(tmp_path: Path) -> BusyHost:
    made = BusyHost(tmp_path)
    for lock in LOCKS:
        file = tmp_path / lock.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "bin").mkdir()
    for command, text in {"apt-get": APT, "sleep": SLEEP}.items():
        (tmp_path / "bin" / command).write_text(text)
        (tmp_path / "bin" / command).chmod(0o755)
    made.answer()
    return made


def test_the_lists_are_refreshed_where_nobody_is_at_work(host: BusyHost) -> None:
    assert host.run() == (0, [])
    (call,) = host.calls
    assert call.startswith("update ")


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_is_done_while_a_lock_is_held_and_its_holder_is_named(
    host: BusyHost, lock: str
) -> None:
    own = f"{Path('/proc/self/comm').read_text().strip()} (process {os.getpid()})"
    with host.held(lock):
        assert host.run() == (3, [f"held {own}, which holds {lock}"])
    assert host.calls == []


def test_a_lock_that_is_open_and_not_held_does_not_count(host: BusyHost) -> None:
    with (host.folder / LISTS.lstrip("/")).open("a"), (host.folder / "other").open("a") as other:
        fcntl.lockf(other, fcntl.LOCK_EX)
        assert host.run() == (0, [])


def test_a_host_that_never_used_apt_has_no_locks(host: BusyHost) -> None:
    for lock in LOCKS:
        (host.folder / lock.lstrip("/")).unlink()
    assert host.run() == (0, [])


def test_the_lists_are_refreshed_once_the_lock_is_free(host: BusyHost) -> None:
    with host.held(LISTS):
        started = host.start(lock_timeout=30)
        wait_until_exists(host.folder / "waits")
        assert host.calls == []
    assert started.communicate(timeout=20) == ("", "")
    assert started.returncode == 0 and len(host.calls) == 1


def test_who_comes_in_between_is_waited_for(host: BusyHost) -> None:
    host.answer(LOCKED, LOCKED)
    assert host.run(lock_timeout=30) == (0, [])
    assert len(host.calls) == 3


def test_who_comes_in_between_again_and_again_is_waited_for_no_longer_than_asked(
    host: BusyHost,
) -> None:
    host.answer(*[LOCKED] * 50)
    assert host.run(lock_timeout=1) == (3, [f"held another process, which holds {LISTS}"])


def test_a_dead_source_is_said_without_its_password_and_is_no_failure(host: BusyHost) -> None:
    host.answer(DEAD)
    assert host.run(lock_timeout=30) == (
        0,
        [
            "W: Something of no weight",
            "E: Failed to fetch https://packages.example/stable/InRelease  401",
            "E: Some index files failed to download.",
        ],
    )
    assert len(host.calls) == 1
