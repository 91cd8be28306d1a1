"""What runs do of their locks, on every host of the example site at once, as pyinfra does it."""

from collections.abc import Callable

import gevent
from pyinfra.api.command import FunctionCommand
from pyinfra.api.state import StateStage
from pyinfra.context import ctx_host, ctx_state

from roles.errors import RefusedError
from roles.lock import locking
from roles.run.lock import new_lock
from roles.run.run import Run

NAMES = ("192.0.2.1", "app1", "app2", "redis1")
# What no host says that it is refused.
WELL = ["", "", "", ""]
# Another run's lock, and how a run begins to say that it waits for one.
OTHER = new_lock("deploy of site 0123456789ab, clustered")
WAITS = "    Waits for the deploy lock, held by "


def everywhere(run: Run, do: Callable[[Run, str], str]) -> list[str]:
    """Do something on each host, all at once; give what each of them says."""

    def on(name: str) -> str:
        with ctx_host.use(run.inventory.get_host(name)):
            return do(run, name)

    with gevent.Timeout(20):
        return [job.get() for job in [gevent.spawn(on, name) for name in NAMES]]


def prepared(run: Run) -> list[str]:
    """Bring a run to where it begins its work; give why it is refused, host by host, or ""."""
    state = run.inventory.state
    state.current_stage = StateStage.Prepare
    with ctx_state.use(state):
        said = everywhere(run, _prepare)
    state.current_stage = StateStage.Execute
    return said


def _prepare(run: Run, name: str) -> str:
    try:
        locking.take(run, run.cluster.member(name))
    except RefusedError as error:
        return str(error)
    return ""


def taken(run: Run) -> list[str]:
    """Take the lock; give why it is refused, host by host, or ""."""
    return everywhere(run, take)


def take(run: Run, name: str) -> str:
    """Take the lock of one host; give why it is refused, or ""."""
    for command in locking.take_lock._inner(run=run, member=run.cluster.member(name)):
        assert isinstance(command, FunctionCommand)
        return str(command.args[0])
    return ""


def release(run: Run) -> None:
    """Release the lock everywhere."""
    with ctx_host.use(run.host(run.cluster.members[0])):
        list(locking.release_lock._inner(run=run, member=run.cluster.members[0]))
