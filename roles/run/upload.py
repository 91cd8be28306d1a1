"""Uploading a file for root to unpack, as a step of a run."""

from collections.abc import Generator
from pathlib import Path

from pyinfra.api.command import FileUploadCommand, PyinfraCommand

from roles.run.changing import steps
from roles.run.run import Run


def incoming_file(run: Run, kind: str) -> str:
    """Where a file of that kind comes to, on a host.

    Of this run only: an upload that outlives the run's lock changes nothing of another's.
    """
    return f"{run.places.releases}/incoming-{run.progress.lease.id}.{kind}"


def upload(run: Run, file: Path, incoming: str) -> Generator[PyinfraCommand, None, None]:
    """Bring a file of the control machine to that place, where nobody else can read it.

    An SSH user's upload goes through a folder of its own on the disk of the releases: the host's
    /tmp may be too small. root's goes straight to its place.
    """
    folder = f"{run.places.uploads}-{run.progress.lease.id}"
    make = f'install -d -m 0700 -o "${{SUDO_UID:-0}}" {folder}'
    bring = FileUploadCommand(str(file), incoming, remote_temp_filename=f"{folder}/file")
    # With what runs left that ended in the middle of it.
    remove = f"rm -rf {run.places.uploads}-*"
    yield from steps(run, [f"{remove} && {make}", bring, remove])
