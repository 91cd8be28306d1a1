"""Runs that take the lock at once: one has every host, the others wait or are refused."""

import gevent
import pytest
from pyinfra.context import ctx_host

from roles.lock import locking
from roles.run.run import Run
from tests.unit.doubles.locked_hosts import LockedHosts
from tests.unit.doubles.locking_runs import (
    NAMES,
    OTHER,
    WAITS,
    WELL,
    prepared,
    release,
    take,
    taken,
)
from tests.unit.lock.test_holding import wait_until


def test_of_two_runs_that_begin_at_once_one_has_every_host(locked: LockedHosts) -> None:
    runs = [locked.run(), locked.run()]
    assert [prepared(run) for run in runs] == [WELL, WELL]
    said = [job.get(timeout=20) for job in [gevent.spawn(taken, run) for run in runs]]
    winner, loser = sorted(zip(said, runs, strict=True), key=lambda each: any(each[0]))
    assert winner[0] == WELL and loser[0][1:] == ["", "", ""]
    assert loser[0][0].startswith("another run holds the deploy lock (")
    assert locked.holders(runs[0]) == {winner[1].progress.lease.id}
    # Who has not the first host asks no other one.
    assert [locked.asked[name, "take"] for name in NAMES] == [2, 1, 1, 1]
    release(winner[1])


def test_two_runs_that_wait_for_one_lock_both_come_to_their_end(
    locked: LockedHosts, caplog: pytest.LogCaptureFixture
) -> None:
    runs, ended = [locked.run(lock_wait=20), locked.run(lock_wait=20)], list[Run]()

    def work(run: Run) -> None:
        assert taken(run) == WELL
        assert locked.holders(run) == {run.progress.lease.id}
        if not ended:
            held = locking._holding_of(run).lock.sentence()
            wait_until(lambda: f"{WAITS}{held}" in caplog.text)
        ended.append(run)
        release(run)

    assert [prepared(run) for run in runs] == [WELL, WELL]
    locked.hold(runs[0], OTHER, *NAMES)
    jobs = [gevent.spawn(work, run) for run in runs]
    wait_until(lambda: caplog.text.count(f"{WAITS}{OTHER.sentence()}") == 2)
    # The first one is free before the others, as it may be at the end of a run.
    locked.free(runs[0], NAMES[0])
    wait_until(lambda: locked.holder(runs[0], NAMES[0]) in {run.progress.lease.id for run in runs})
    assert {locked.holder(runs[0], name) for name in NAMES[1:]} == {OTHER.id}
    locked.free(runs[0], *NAMES[1:])
    gevent.joinall(jobs, timeout=20, raise_error=True)
    assert len(ended) == 2 and set(ended) == set(runs)
    assert locked.holders(runs[0]) == {None} and all(map(locking.has_waited, runs))


def test_it_waits_for_no_longer_than_it_was_told(locked: LockedHosts) -> None:
    run = locked.run(lock_wait=1)
    prepared(run)
    locked.hold(run, OTHER, *NAMES)
    said, *nothing = taken(run)
    assert said.endswith(" This run has waited 1 s for it.") and nothing == ["", "", ""]


def test_the_process_of_a_holder_on_this_machine_tells_that_it_is_gone(
    locked: LockedHosts, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = locked.run(lock_wait=20)
    prepared(run)
    locked.hold(run, OTHER, *NAMES)
    waiting = gevent.spawn(taken, run)
    wait_until(lambda: WAITS in caplog.text)
    # This process is no pyinfra: another one has its number now.
    monkeypatch.setattr("roles.run.lock._machine", lambda: OTHER.machine)
    assert waiting.get(timeout=20) == WELL
    assert locked.holders(run) == {run.progress.lease.id}
    release(run)


def test_a_run_that_has_asked_a_person_waits_no_more(locked: LockedHosts) -> None:
    run = locked.run(lock_wait=20)
    prepared(run)
    run.inventory.state.check_for_changes = True
    locked.hold(run, OTHER, *NAMES)
    said, *nothing = taken(run)
    assert said.endswith("or at once by unlock.py.") and nothing == ["", "", ""]
    assert not locking.has_waited(run)


def test_where_the_first_host_fails_no_other_is_taken(locked: LockedHosts) -> None:
    run = locked.run()
    prepared(run)
    locked.failing.add("lock")
    assert taken(run) == ["the deploy lock could not be taken: ", "", "", ""]
    assert not any(locked.asked[name, "take"] for name in NAMES[1:])


def test_a_host_that_is_asked_before_the_first_one_waits_for_nobody(locked: LockedHosts) -> None:
    run = locked.run()
    prepared(run)
    with gevent.Timeout(20):
        for name in reversed(NAMES):
            with ctx_host.use(run.inventory.get_host(name)):
                assert take(run, name) == ""
    release(run)


@pytest.mark.parametrize("named", ["", "0ld"])
def test_a_rollback_reads_no_host_before_the_lock_is_its_own(
    locked: LockedHosts, named: str
) -> None:
    run = locked.run("rollback", release=named)
    prepared(run)
    locked.asked.clear()
    assert taken(run) == WELL
    assert not any(locked.asked[name, "survey"] for name in NAMES)
    what = locking._holding_of(run).lock.what
    assert what == f"rollback of image-studio to {named or 'what ran before'}"
    release(run)
