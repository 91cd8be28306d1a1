"""Showing the status to a person as a table, or to a machine as JSON."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NoReturn

import click
from pyinfra.api.exceptions import PyinfraError
from pyinfra_cli.exceptions import CliError
from rich.console import Console
from rich.table import Table

from roles.lock import read_lock
from roles.run import Run
from roles.status import StatusRow, status_rows

HEADINGS = (
    *("host", "role", "release", "also installed", "profile"),
    *("health", "in rotation", "sessions", "drift"),
)
# A table that is no person's window does not wrap.
WIDE = 180


class NothingToExecuteError(CliError, PyinfraError):  # type: ignore[misc]
    """Ends pyinfra's run well before it asks whether to execute: a status has nothing to do."""

    exit_code = 0

    def __init__(self, output: str) -> None:
        """Take what is to be printed."""
        super().__init__(output)

    def show(self, file: Any = None) -> None:
        """Print it where a result belongs."""
        click.echo(self.message, nl=False)


def show_status(run: Run) -> NoReturn:
    """Show the status and end the run; raises RefusedError when a host can't be read."""
    surveys = {member.name: run.survey(member) for member in run.cluster.members}
    rows = status_rows(run.cluster, surveys)
    # click knows its options in the main greenlet only, and deploy files run in others.
    if "--json" in sys.argv:
        raise NothingToExecuteError(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    console = Console(
        width=None if sys.stdout.isatty() else WIDE,
        force_terminal=sys.stdout.isatty(),
    )
    with console.capture() as capture:
        console.print(_table(rows))
        for text in sorted({survey.lock for survey in surveys.values() if survey.lock}):
            if lock := read_lock(text):
                console.print(f"The deploy lock is held by {lock.sentence()}")
    raise NothingToExecuteError(capture.get())


def _table(rows: Sequence[StatusRow]) -> Table:
    table = Table(*HEADINGS)
    for row in rows:
        others = [release for release in row.installed if release != row.release]
        rotation = {True: "yes", False: "no", None: ""}[row.in_rotation]
        table.add_row(
            row.host,
            row.role,
            row.release or "",
            "\n".join(others),
            row.profile or "",
            row.health,
            rotation,
            "" if row.sessions is None else str(row.sessions),
            "\n".join(row.drift) or "none",
            style="red" if row.drift or rotation == "no" else None,
        )
    return table
