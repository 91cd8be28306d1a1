"""Measuring in rounds, each a phase that is shown."""

from collections.abc import Callable
from typing import TypeVar

from lab.phases import Phases

Result = TypeVar("Result")


def repeat(phases: Phases, title: str, count: int, measure: Callable[[], Result]) -> list[Result]:
    """Measure so many times; give what came of each."""
    results = []
    for number in range(count):
        with phases.phase(round_title(title, number, count)):
            results.append(measure())
    return results


def round_title(title: str, number: int, count: int) -> str:
    """How a round is called while it is under way; `number` begins at 0."""
    return f"{title}, round {number + 1} of {count}"
