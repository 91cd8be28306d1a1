"""The result: a table to read and a JSON file to compare."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from bench.figures import Figure

RESULTS = Path(__file__).parent / "results"


def table(figures: Sequence[Figure], machine: Mapping[str, object]) -> Table:
    """Give the figures, each beside its floor."""
    result = Table(
        title="The benchmarks",
        caption=(
            "Medians of rounds; the ratio, measured ÷ floor, is the median of the rounds' own. "
            f"{machine['cores']} cores, load before: {machine['load_of_the_last_minute']}."
        ),
    )
    for heading in ("figure", "measured", "floor", "ratio", "aim", "the floor is"):
        result.add_column(
            heading, justify="right" if heading in ("measured", "floor", "ratio") else "left"
        )
    for figure in figures:
        result.add_row(
            figure.name,
            f"{figure.value:.2f} {figure.unit}",
            f"{figure.floor:.2f} {figure.unit}",
            f"{figure.ratio:.2f}",
            _aim(figure),
            figure.floor_name,
        )
    return result


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return "none"
    unit = figure.unit if figure.aim.of == "value" else "floors"
    text = f"{'≥' if figure.aim.at_least else '≤'} {figure.aim.limit:g} {unit}"
    return f"[green]{text}, met[/]" if figure.met else f"[red]{text}, missed[/]"


def write_json(figures: Sequence[Figure], machine: Mapping[str, object]) -> Path:
    """Write the figures with every round of theirs, and the machine; give the file."""
    RESULTS.mkdir(exist_ok=True)
    moment = str(machine["date"]).partition("+")[0].replace(":", "")
    file = RESULTS / f"{moment}Z.json"
    entries = [
        asdict(figure)
        | {name: getattr(figure, name) for name in ("value", "floor", "ratio", "met")}
        for figure in figures
    ]
    text = json.dumps({"machine": machine, "figures": entries}, indent=2)
    file.write_text(text + "\n", encoding="utf-8")
    return file
