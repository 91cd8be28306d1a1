"""The plan said again, by a run that said it before it had to wait for its lock."""

from collections.abc import Generator

from pyinfra import logger
from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation
from pyinfra.api.state import StateStage
from pyinfra.context import host

from roles.configuration.cluster import Member
from roles.errors import RefusedError
from roles.lock.locking import has_waited
from roles.roll.announcement import announce
from roles.run.changing import refuse
from roles.run.run import Run


@operation()
def say_again(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Say anew what the run will do, once; refuse it where it would take the site down now."""
    first = run.cluster.members[0]
    if member != first or host.state.current_stage != StateStage.Execute or not has_waited(run):
        return
    logger.info("    The lock is free, and the hosts may have become others. Now it does this:")
    try:
        # What this one decides does not count for the run: packages may be missing still.
        announce(Run(run.inventory, run.work))
    except RefusedError as error:
        yield FunctionCommand(refuse, (str(error),), {})


def apply(run: Run, member: Member) -> None:
    """Say the plan again where it may be untrue; every host calls this, before it is changed."""
    say_again(name="Say the plan again, if the run has waited", run=run, member=member)
