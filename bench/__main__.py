"""The benchmarks: python -m bench. They measure; what a change breaks, the tests say."""

import signal
import sys

from rich.console import Console

from bench.machine import machine_facts
from bench.report import table, write_json
from bench.suite import measure_all
from lab.phases import Phases
from lab.topology import PROJECT
from roles.errors import RefusedError

INTERRUPTED = 130


def main() -> None:
    """Measure, print and write; exit code 1 when something could not be measured."""
    # Whatever ends the benchmarks, their labs are removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(highlight=False)
    machine = machine_facts()
    try:
        figures = measure_all(Phases(console))
    except RefusedError as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("Interrupted: the labs are removed, and nothing is written.")
        sys.exit(INTERRUPTED)
    console.print(table(figures, machine))
    console.print(f"Every round: {write_json(figures, machine).relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
