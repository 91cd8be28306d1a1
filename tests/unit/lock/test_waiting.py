"""A run that finds its lock held waits for it before it decides or says anything."""

import os
import time

import gevent
import pytest

from roles.lock import locking
from roles.run.lock import LEASE_SECONDS, new_lock
from tests.unit.doubles.locked_hosts import LockedHosts
from tests.unit.doubles.locking_runs import NAMES, OTHER, WAITS, WELL, prepared
from tests.unit.lock.test_holding import wait_until


def test_it_waits_until_the_lock_is_free_on_every_host_and_reads_them_anew(
    locked: LockedHosts, caplog: pytest.LogCaptureFixture
) -> None:
    run = locked.run(lock_wait=20)
    locked.hold(run, OTHER, "app1", "app2")
    waiting = gevent.spawn(prepared, run)
    wait_until(lambda: locked.asked["app1", "lock_holder"] >= 3)
    locked.free(run, "app1")
    looks = locked.asked["app2", "lock_holder"]
    wait_until(lambda: locked.asked["app2", "lock_holder"] >= looks + 3)
    assert not waiting.ready()
    assert [locked.asked[name, "survey"] for name in NAMES] == [1, 1, 1, 1]
    locked.free(run, "app2")
    assert waiting.get(timeout=20) == WELL
    assert [locked.asked[name, "survey"] for name in NAMES] == [2, 2, 2, 2]
    assert not locked.asked[NAMES[0], "lock_holder"] and not locked.asked["redis1", "lock_holder"]
    said = [record.getMessage() for record in caplog.records]
    assert [line for line in said if line.startswith(WAITS)] == [
        f"{WAITS}{OTHER.sentence()}, for 20 s at most."
    ]


def test_who_gets_it_meanwhile_is_waited_for_too_and_no_longer_than_it_was_told(
    locked: LockedHosts, caplog: pytest.LogCaptureFixture
) -> None:
    run, next_one = locked.run(lock_wait=1), new_lock("rollback of site to what ran before")
    locked.hold(run, OTHER, *NAMES)
    began = time.monotonic()
    waiting = gevent.spawn(prepared, run)
    wait_until(lambda: WAITS in caplog.text)
    locked.hold(run, next_one, *NAMES)
    said = waiting.get(timeout=20)
    assert time.monotonic() - began >= 1
    held = f"another run holds the deploy lock ({next_one.sentence()})"
    for name, refusal in zip(NAMES, said, strict=True):
        assert refusal.startswith(f"{name}: {held}")
        assert refusal.endswith(" This run has waited 1 s for it.")
    assert f"{WAITS}{next_one.sentence()}, for 1 s at most." in caplog.text


def test_without_lock_wait_it_is_refused_at_once(
    locked: LockedHosts, caplog: pytest.LogCaptureFixture
) -> None:
    run = locked.run()
    locked.hold(run, OTHER, *NAMES)
    assert all(said.endswith("or at once by unlock.py.") for said in prepared(run))
    assert WAITS not in caplog.text
    assert set(locked.asked) == {(name, "survey") for name in NAMES}


def test_a_run_that_finds_its_lock_free_does_not_wait(locked: LockedHosts) -> None:
    assert prepared(locked.run(lock_wait=20)) == WELL
    assert dict(locked.asked) == dict.fromkeys([(name, "survey") for name in NAMES], 1)


def test_a_holder_that_is_gone_is_waited_for_no_longer(
    locked: LockedHosts, caplog: pytest.LogCaptureFixture
) -> None:
    run = locked.run(lock_wait=20)
    locked.hold(run, OTHER, *NAMES)
    waiting = gevent.spawn(prepared, run)
    wait_until(lambda: WAITS in caplog.text)
    then = time.time() - LEASE_SECONDS
    for name in NAMES:
        os.utime(locked.lock_file(run, name), (then, then))
    assert waiting.get(timeout=20) == WELL
    assert locking._gone_of(run) == dict.fromkeys(NAMES, OTHER.id)


def test_a_host_that_does_not_answer_meanwhile_is_surveyed_to_say_why(
    locked: LockedHosts, caplog: pytest.LogCaptureFixture
) -> None:
    run = locked.run(lock_wait=20)
    locked.hold(run, OTHER, "app1")
    waiting = gevent.spawn(prepared, run)
    wait_until(lambda: WAITS in caplog.text)
    locked.failing |= {"lock_holder", "survey"}
    assert all("could not be surveyed" in said for said in waiting.get(timeout=20))
