"""Traffic at a site, each answer checked: python -m lab.traffic --inventory inventory/lab.py.

In a test: `with open_target(...) as target, Traffic(target) as traffic: ...`, then what
`traffic.totals` says.
"""

import sys
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Console
from rich.live import Live

from lab.command_line import run
from lab.ledger.crowd import SlowSender
from lab.ledger.entries import Entry, write_lines
from lab.ledger.judgement import Verdict
from lab.ledger.report import Progress, show
from lab.ledger.totals import Totals
from lab.ledger.traffic import MOST_SECONDS, VISITORS, Traffic
from verify.target import open_target

__all__ = ["Entry", "SlowSender", "Totals", "Traffic", "Verdict", "open_target"]


@click.command()
@click.option("--inventory", required=True, help="Whose load balancers are visited.")
@click.option("--data", multiple=True, metavar="KEY=VALUE", help="As the deploy takes it.")
@click.option("--seconds", default=60, type=click.IntRange(1, int(MOST_SECONDS)), show_default=True)
@click.option("--visitors", default=VISITORS, type=click.IntRange(1, 200), show_default=True)
@click.option("--jsonl", type=click.Path(path_type=Path), help="Where the ledger is written.")
def cli(
    inventory: str, data: tuple[str, ...], seconds: int, visitors: int, jsonl: Path | None
) -> None:
    """Visit the site and check every answer; Ctrl-C ends it early.

    The exit code is 0 if no request failed, was wrong, or had lost its session; else 1.
    """
    console = Console(highlight=False)
    with open_target(inventory, data) as target:
        traffic = Traffic(target, visitors, most_seconds=2 * MOST_SECONDS)
        traffic.start()
        progress = Live(Progress(traffic.ledger, seconds), console=console, transient=True)
        with suppress(KeyboardInterrupt), progress:
            traffic.last(seconds)
        totals = traffic.stop()
    show(totals, console)
    if jsonl is not None:
        write_lines(traffic.entries, traffic.started, jsonl)
    sys.exit(0 if totals.clean else 1)


if __name__ == "__main__":
    run(cli)
