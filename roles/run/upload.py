"""Uploading a file for root to unpack, as a step of a run."""

from collections.abc import Generator
from pathlib import Path

from pyinfra.api.command import (
    FileUploadCommand,
    FunctionCommand,
    PyinfraCommand,
    StringCommand,
)
from pyinfra.api.host import Host
from pyinfra.api.state import State
from pyinfra.context import host

from roles.run.changing import steps
from roles.run.run import Run


def reserve(state: State, host: Host, file: str) -> bool:
    """Make the file in /tmp that an SSH user's upload goes through, for nobody else to read."""
    # root's own upload goes straight to its place.
    command = f'[ "$(id -u)" = 0 ] || install -m 0600 /dev/null {file}'
    reserved, _ = host.run_shell_command(StringCommand(command), print_output=True)
    return reserved


def incoming_file(run: Run, kind: str) -> str:
    """Where a file of that kind comes to, on a host.

    Of this run only: an upload that outlives the run's lock changes nothing of another's.
    """
    return f"{run.places.releases}/incoming-{run.progress.lease.id}.{kind}"


def upload(run: Run, file: Path, incoming: str) -> Generator[PyinfraCommand, None, None]:
    """Bring a file of the control machine to that place, where nobody else can read it."""
    temporary = host.get_temp_filename(incoming)
    reservation = FunctionCommand(reserve, (temporary,), {})
    bring = FileUploadCommand(str(file), incoming, remote_temp_filename=temporary)
    yield from steps(run, [reservation, bring])
