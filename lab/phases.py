"""The phases of a longer piece of work: what is under way, and how long each took."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lab.errors import LabError
from lab.topology import PROJECT

LAST_LINES = 25


@dataclass
class Phases:
    """Shows phases as they go; keeps their durations, in seconds."""

    console: Console
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """Show that something is under way, and how long it took."""
        started = time.monotonic()
        with self.console.status(f"{title} …"):
            yield
        self.done(title, time.monotonic() - started)

    def done(self, title: str, seconds: float) -> None:
        """Note a phase that has ended."""
        self.seconds[title] = seconds
        self.console.print(f"[green]✓[/] {title}  [dim]{seconds:.1f} s[/]")

    def run(self, title: str, command: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a command as a phase, its newest line beside the title; give what it printed.

        Raises LabError with the last lines when it fails.
        """
        lines: list[str] = []
        started = time.monotonic()
        with (
            self.console.status(f"{title} …") as status,
            subprocess.Popen(
                command,
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ) as process,
        ):
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.rstrip())
                if line.strip():
                    status.update(f"{title} … [dim]{escape(line.strip()[:90])}[/]")
        if process.returncode:
            raise LabError(
                "\n".join(lines[-LAST_LINES:])
                + f"\n{title}: `{' '.join(command)}` ended with {process.returncode}. Mend what "
                "the lines above name, then run this again: what is done already is kept."
            )
        self.done(title, time.monotonic() - started)
        return "\n".join(lines)

    def table(self) -> Table:
        """How long each phase took."""
        table = Table("phase", "seconds", title="How long it took")
        table.columns[1].justify = "right"
        for title, seconds in self.seconds.items():
            table.add_row(title, f"{seconds:.1f}")
        table.add_row("all", f"{sum(self.seconds.values()):.1f}", style="bold")
        return table
