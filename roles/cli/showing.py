"""Showing the status to a person as a table, or to a machine as JSON."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, NoReturn

import click
from pyinfra.api.exceptions import PyinfraError
from pyinfra_cli.exceptions import CliError
from rich.console import Console
from rich.table import Table

from roles.errors import RefusedError
from roles.run.lock import read_lock
from roles.run.run import Run
from roles.survey.host_survey import HostSurvey
from roles.survey.status import StatusRow, status_rows

HEADINGS = (
    *("host", "role", "release", "also installed", "profile"),
    *("health", "in rotation", "sessions", "drift"),
)
# A table that is no person's window does not wrap.
WIDE = 180


class NothingToExecuteError(CliError, PyinfraError):  # type: ignore[misc]
    """Ends pyinfra's run before it asks whether to execute: a status has nothing to do."""

    def __init__(self, output: str, advice: Sequence[str], is_for_machines: bool) -> None:
        """Take what is to be printed, and what to do about hosts that it does not tell of."""
        super().__init__(output)
        self.advice = advice
        self.is_for_machines = is_for_machines
        self.exit_code = 1 if advice else 0

    def show(self, file: Any = None) -> None:
        """Print it where a result belongs, and the advice where no machine reads."""
        click.echo(self.message, nl=False)
        for sentence in self.advice:
            click.echo(sentence, err=self.is_for_machines)


def show_status(run: Run) -> NoReturn:
    """Show the status and end the run, which fails where a host can't be read."""
    found = {member.name: run.readings.survey_or_error(member) for member in run.cluster.members}
    rows = status_rows(run.cluster, found)
    # Hosts behind one jump host have one advice.
    errors = (error for error in found.values() if isinstance(error, RefusedError))
    advice = list(dict.fromkeys(map(str, errors)))
    # click knows its options in the main greenlet only, and deploy files run in others.
    if "--json" in sys.argv:
        output = json.dumps([asdict(row) for row in rows], indent=2) + "\n"
        raise NothingToExecuteError(output, advice, is_for_machines=True)
    surveys = (survey for survey in found.values() if isinstance(survey, HostSurvey))
    output = _page(rows, {survey.lock for survey in surveys if survey.lock})
    raise NothingToExecuteError(output, advice, is_for_machines=False)


def _page(rows: Sequence[StatusRow], locks: Iterable[str]) -> str:
    console = Console(
        width=None if sys.stdout.isatty() else WIDE,
        force_terminal=sys.stdout.isatty(),
    )
    with console.capture() as capture:
        console.print(_table(rows))
        for text in sorted(locks):
            if lock := read_lock(text):
                console.print(f"The deploy lock is held by {lock.sentence()}")
    return capture.get()


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
            _health(row),
            rotation,
            "" if row.sessions is None else str(row.sessions),
            "" if row.drift is None else "\n".join(row.drift) or "none",
            style="red" if row.drift is None or row.drift or rotation == "no" else None,
        )
    return table


def _health(row: StatusRow) -> str:
    if row.certificate_days is None:
        return row.health
    days = "1 day" if row.certificate_days == 1 else f"{row.certificate_days} days"
    return f"{row.health}\ncertificate: {days}"
