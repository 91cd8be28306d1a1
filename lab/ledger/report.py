"""What a person sees of a run: a line while it goes on, tables when it is over."""

import time
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lab.ledger.entries import Ledger
from lab.ledger.totals import FIRST_BAD, Totals


class Progress:
    """The line of a run that goes on; rich draws it again and again."""

    def __init__(self, ledger: Ledger, seconds: float) -> None:
        """Take what is counted, and how long it shall go on."""
        self._ledger, self._seconds, self._began = ledger, seconds, time.monotonic()

    def __rich__(self) -> Text:
        """The line as it is now."""
        counts, passed = self._ledger.counts, time.monotonic() - self._began
        requests = counts.total()
        bad = "  ".join(f"{counts[verdict]} {verdict}" for verdict in ("failed", "wrong", "lost"))
        line = f"{passed:4.0f} of {self._seconds:.0f} s   {requests} requests  {bad}"
        pace = f"   {requests / max(passed, 1):.0f} a second"
        return Text(line + pace, style="green" if requests == counts["right"] else "red")


def show(totals: Totals, console: Console) -> None:
    """Print what a run came to: sums, who served whom, and the first bad requests."""
    console.print(_sums(totals))
    console.print(_shares("server", "Who answered", totals.servers, totals.bad_by_server))
    console.print(_shares("visitors", "Who asked", totals.kinds, totals.bad_by_kind))
    for entry in totals.bad[:FIRST_BAD]:
        console.print(str(entry), style="red", markup=False)
    if len(totals.bad) > FIRST_BAD:
        console.print(f"… and {len(totals.bad) - FIRST_BAD} more", style="red")


def _sums(totals: Totals) -> Table:
    table = Table("totals", "", title=f"Traffic of {totals.seconds:.1f} s")
    table.columns[1].justify = "right"
    for name in ("requests", "failed", "wrong", "lost", "retried"):
        count = getattr(totals, name)
        bad = name in ("failed", "wrong", "lost") and count
        table.add_row(name, str(count), style="red" if bad else "")
    table.add_row("p50", f"{1000 * totals.p50:.0f} ms")
    table.add_row("p99", f"{1000 * totals.p99:.0f} ms")
    table.add_row("longest pause", f"{totals.longest_pause:.2f} s, at {totals.pause_at:.1f} s")
    table.add_row("interruptions of one visitor, at most", str(totals.most_interruptions))
    if totals.interrupted_at is not None:
        table.add_row("the last interruption", f"at {totals.interrupted_at:.1f} s")
    return table


def _shares(who: str, title: str, requests: Mapping[str, int], bad: Mapping[str, int]) -> Table:
    table = Table(who, "requests", "bad", title=title)
    for column in table.columns[1:]:
        column.justify = "right"
    for one, count in sorted(requests.items()):
        table.add_row(one, str(count), str(bad.get(one, 0)))
    return table
