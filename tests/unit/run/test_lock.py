import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from subprocess import PIPE

import pytest

from roles.run.lock import LEASE_SECONDS, RENEW_SECONDS, Lock, is_gone, new_lock, read_lock, refusal


@pytest.fixture
def held() -> Lock:
    return new_lock("deploy of site 0123456789ab, clustered")


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has pyinfra in its command line, as each run has, and waits."""
    command = ["sh", "-c", "echo runs; read -r end", "pyinfra"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as started:
        assert started.stdout and started.stdout.readline() == b"runs\n"
        yield started
        started.kill()


def test_a_lock_says_who_does_what_since_when(held: Lock) -> None:
    assert held.process == os.getpid()
    assert held.sentence().endswith(f" since {held.since}: deploy of site 0123456789ab, clustered")
    assert held.sentence() in refusal(held)
    assert f"{LEASE_SECONDS} s after its last renewal, or at once by unlock.py" in refusal(held)


def test_a_lock_is_read_back_as_it_was_written(held: Lock) -> None:
    assert read_lock(held.text()) == held
    assert "\n" not in held.text()


def test_no_two_runs_have_the_same_lock(held: Lock) -> None:
    assert new_lock(held.what).id != held.id


@pytest.mark.parametrize(
    "text",
    [None, "", "{", '{"id": "a"', '{"id": "a"}', "[]", "null", "7", '{"id": "a", "other": 1}'],
)
def test_a_broken_lock_is_none(text: str | None) -> None:
    assert read_lock(text) is None


def test_a_lock_with_a_key_more_is_none(held: Lock) -> None:
    assert read_lock(json.dumps(json.loads(held.text()) | {"more": 1})) is None


@pytest.mark.parametrize("age", [0, LEASE_SECONDS * 100])
def test_on_this_machine_the_process_tells_whether_the_holder_is_gone(
    held: Lock, process: subprocess.Popen[bytes], age: int
) -> None:
    lock = replace(held, process=process.pid)
    assert not is_gone(lock, age)
    process.kill()
    process.wait()
    assert is_gone(lock, age)


def test_a_process_that_is_no_run_has_taken_the_number_of_one_that_is_gone(held: Lock) -> None:
    with subprocess.Popen(["cat"], stdin=PIPE) as other:
        assert is_gone(replace(held, process=other.pid), age=0)


@pytest.mark.parametrize(("age", "gone"), [(0, False), (LEASE_SECONDS - 1, False), (90, True)])
@pytest.mark.parametrize("machine", ["another", ""])
def test_of_another_machine_only_the_time_tells(
    held: Lock, process: subprocess.Popen[bytes], machine: str, age: int, gone: bool
) -> None:
    for number in (process.pid, 2**22 + 1):
        assert is_gone(replace(held, machine=machine, process=number), age) is gone


def test_a_machine_is_known_by_its_boot_and_its_container(held: Lock) -> None:
    boot, space = held.machine.split()
    assert len(boot) == 36 and space == os.readlink("/proc/self/ns/pid")


def test_a_run_may_miss_renewals_before_its_lock_is_free() -> None:
    assert RENEW_SECONDS * 3 < LEASE_SECONDS
