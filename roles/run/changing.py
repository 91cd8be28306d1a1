"""What changes a host: each step asks there whether the run still has its lock, then does it."""

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any

from pyinfra import logger
from pyinfra.api.command import FunctionCommand, PyinfraCommand, StringCommand
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.state import State

from roles.remote import BUSY_TIMEOUT, ScriptResult, run_script
from roles.run.lock_words import LOST
from roles.run.run import Run


def step_variables(run: Run) -> dict[str, str]:
    """What every script gets that changes a host."""
    return {
        "state": run.places.state,
        "lock_file": run.places.lock_file,
        "lock_id": run.progress.lease.id,
        "busy_timeout": str(BUSY_TIMEOUT),
    }


def lost_lock(host: str) -> str:
    """Say that a run has lost its lock on a host, and what to do."""
    return (
        f"The deploy lock on {host} was lost (cut off for too long, or unlocked): nothing more is "
        "done. See status.py, and run it again."
    )


def change(
    run: Run, host: Host, script: str, variables: Mapping[str, str], timeout: int | None = None
) -> ScriptResult:
    """Run a script that changes a host; one that finds the lock lost changes nothing.

    The host looks itself: this machine may have slept, or be the last to hear of an unlock.py.
    """
    if run.progress.lease.lost_on is None:
        result = run_script(host, script, {**step_variables(run), **variables}, timeout)
        if LOST not in result.lines:
            return result
        run.progress.lease.lose(host.name)
    lines = [lost_lock(run.progress.lease.lost_on or host.name)]
    if run.progress.failure:
        lines.append(f"Before that: {run.progress.failure.what} {run.progress.failure.reason}")
    return ScriptResult(False, lines, refused=True)


def refuse(state: State, host: Host, reason: str) -> bool:
    """Fail a host with a sentence of our own; the run stops before anything is changed."""
    host.log_styled(reason, fg="red", log_func=logger.error)
    return False


def show(host: Host, result: ScriptResult) -> bool:
    """Show what a script printed, in red where it failed; tell whether it did well."""
    if result.succeeded:
        for line in result.lines:
            host.log(line)
    else:
        host.log_styled("\n".join(result.lines), fg="red", log_func=logger.error)
    return result.succeeded


def run_step(
    state: State,
    host: Host,
    run: Run,
    script: str,
    variables: Mapping[str, str],
    timeout: int | None = None,
) -> bool:
    """Run a script that changes a host, and show what it printed."""
    return show(host, change(run, host, script, variables, timeout))


def as_it_is(command: str) -> str:
    """Give a command as it is."""
    return command


def steps(
    run: Run,
    commands: Iterable[str | PyinfraCommand],
    around: Callable[[str], str] = as_it_is,
) -> Generator[PyinfraCommand, None, None]:
    """Give the commands of one of pyinfra's operations as steps of the run.

    What is no shell command, such as an upload, can't ask itself: it is asked right before it.
    `around` gives a shell command with what belongs before and after it.
    """
    for command in commands:
        text = command.get_raw_value() if isinstance(command, StringCommand) else command
        if isinstance(text, str):
            yield FunctionCommand(run_step, (run, "command", {"command": around(text)}), {})
        else:
            yield FunctionCommand(run_step, (run, "command", {"command": "true"}), {})
            yield text


@operation()
def under_lock(run: Run, prepare: Any, **arguments: Any) -> Generator[PyinfraCommand, None, None]:
    """Do one of pyinfra's operations in steps of the run."""
    yield from steps(run, prepare._inner(**arguments))
