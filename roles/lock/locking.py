"""The steps that take and release the deploy lock; every host calls them."""

from collections.abc import Generator
from functools import cache

from gevent import Greenlet, spawn
from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.state import BaseStateCallback, State, StateStage
from pyinfra.context import host

from roles.configuration.cluster import Member
from roles.errors import RefusedError
from roles.lock.holding import Holding
from roles.lock.looking import wait_until_free
from roles.lock.taking import Taking
from roles.lock.waiting import Waiting
from roles.run.changing import refuse
from roles.run.failures import refuse_to_go_on
from roles.run.lock import is_gone, read_lock, refusal
from roles.run.lock_words import ABANDONED, HELD
from roles.run.run import Run
from roles.survey.fitness import not_root

Commands = Generator[PyinfraCommand, None, None]


class ReleaseOnFailure(BaseStateCallback):
    """Releases the lock of a run that fails.

    pyinfra asks `stop` after a step in which a host failed, but not where none is left.
    """

    def __init__(self, holding: Holding) -> None:
        """Take the lock of the run."""
        self.holding = holding
        self.step = ""
        self.failed: set[Host] = set()

    def operation_host_error(  # type: ignore[override]
        self, state: State, host: Host, op_hash: str, retry_count: int = 0, max_retries: int = 0
    ) -> None:
        """Note a host that failed."""
        self.step = ", ".join(state.get_op_meta(op_hash).names)
        self.failed.add(host)
        if self.failed >= state.active_hosts:
            self._release(state)

    def stop(self, state: State) -> bool:
        """Release the lock and stop the run; raises RefusedError."""
        self._release(state)
        return refuse_to_go_on(state)

    def _release(self, state: State) -> None:
        failure = self.holding.run.progress.failure
        names = " and ".join(sorted(str(host.name) for host in self.failed))
        reason = f"{failure.host}: {failure.reason}" if failure else f"{names}: {self.step}"
        self.holding.release(state, reason)


@cache
def _holding_of(run: Run) -> Holding:
    """Give the lock of a run: one for all its hosts."""
    holding = Holding(run)
    release = ReleaseOnFailure(holding)
    run.inventory.state.add_callback_handler(release)
    run.inventory.state.should_raise_failed_hosts = release.stop
    return holding


@cache
def _gone_of(run: Run) -> dict[str, str]:
    """Give the lock that each host had before the run and whose holder is gone."""
    return {}


@cache
def _waiting_of(run: Run) -> Waiting:
    return Waiting(run.cluster.settings.lock_wait)


@cache
def _freed(run: Run) -> "Greenlet[..., None]":
    """Give the wait before the run is decided: one for all its hosts."""
    return spawn(wait_until_free, run, _waiting_of(run))


@cache
def _taking_of(run: Run) -> Taking:
    holding = _holding_of(run)
    # A person has agreed to what was said, and after a wait it would not be true any more.
    asked = run.inventory.state.should_check_for_changes()
    return Taking(run, holding, Waiting(0) if asked else _waiting_of(run), _gone_of(run))


def has_waited(run: Run) -> bool:
    """Tell whether a run that takes its lock has waited for it: its plan was said before that."""
    return _taking_of(run).waited


@operation()
def take_lock(run: Run, member: Member) -> Commands:
    """Take the deploy lock, or refuse the run; it changes nothing that a site runs from."""
    if host.state.current_stage != StateStage.Execute:
        return
    result = _taking_of(run).take(member)
    if result is None:
        # It says why who takes it first.
        return
    for line in result.lines:
        lock = read_lock(line.removeprefix(ABANDONED).removeprefix(HELD))
        if lock and line.startswith(ABANDONED):
            host.log(f"the run before this one ended without a word ({lock.sentence()})")
        elif lock:
            yield FunctionCommand(refuse, (refusal(lock, _taking_of(run).waiting.in_vain),), {})
            return
    if not result.succeeded:
        reason = f"the deploy lock could not be taken: {' / '.join(result.lines)}"
        yield FunctionCommand(refuse, (reason,), {})


@operation()
def release_lock(run: Run, member: Member) -> Commands:
    """Release the deploy lock everywhere, once, and write the audit log."""
    if host.state.current_stage == StateStage.Execute:
        _holding_of(run).release(host.state)
    yield from ()


def take(run: Run, member: Member) -> None:
    """Let no other run begin; every host calls this first.

    Raises RefusedError where another run is at work, after `lock_wait` seconds.
    """
    if reason := not_root(run.readings.survey(member)):
        raise RefusedError(f"{member.name}: {reason}")
    if run.cluster.settings.lock_wait:
        _freed(run).get()
    survey = run.readings.survey(member)
    found = read_lock(survey.lock)
    if found and not is_gone(found, survey.lock_age):
        raise RefusedError(f"{member.name}: {refusal(found, _waiting_of(run).in_vain)}")
    _gone_of(run)[member.name] = found.id if found else ""
    take_lock(name="Take the deploy lock", run=run, member=member)


def release(run: Run, member: Member) -> None:
    """Let other runs begin; every host calls this last."""
    release_lock(name="Release the deploy lock", run=run, member=member)
