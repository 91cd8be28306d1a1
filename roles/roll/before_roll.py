"""before_roll: a command of the operator's own, right before the first server is taken out."""

from collections.abc import Generator

from pyinfra import logger
from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.output import format_text
from pyinfra.api.state import State, StateStage
from pyinfra.context import host

from roles.configuration.cluster import Member
from roles.hooks.hook import command_of, named, run_hook
from roles.run.changing import lost_lock
from roles.run.run import Run


def _is_due(run: Run) -> bool:
    return bool(command_of(run, "before_roll") and run.decision.roll_plan().order)


def announced_command(run: Run) -> list[str]:
    """Say before a run begins that it runs the command; nothing where it does not."""
    return [
        f"Before the first turn it runs on this machine: {named(run, 'before_roll')}."
    ] * _is_due(run)


def _stop(state: State, host: Host, reason: str) -> bool:
    # It is no host's doing.
    logger.error(format_text(f"    {reason}", "red"))
    return False


@operation()
def run_command_before_roll(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Run the command once, where a roll is pending; stop the run where it fails."""
    executes = host.state.current_stage == StateStage.Execute
    # A command of an operation would count as a change of that host.
    if member != run.cluster.members[0] or not executes or not _is_due(run):
        return
    lost_on = run.progress.lease.lost_on
    failed = lost_lock(lost_on) if lost_on else run_hook(run, "before_roll", "pending")
    if failed and not lost_on:
        failed += (
            f" The {run.work} stopped before any server was taken out of rotation: visitors have "
            "what they had. Mend that and run it again; --data before_roll= leaves it out."
        )
    if failed:
        yield FunctionCommand(_stop, (failed,), {})


def apply(run: Run, member: Member) -> None:
    """Run before_roll; every host calls this, when all are prepared for the roll."""
    run_command_before_roll(name="Run before_roll on this machine", run=run, member=member)
