"""The figures: each measured in rounds, each round with a floor of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal


@dataclass(frozen=True)
class Round:
    """What was measured, and right before or after it what the machine needs at least."""

    value: float
    floor: float


@dataclass(frozen=True)
class Aim:
    """The most that a figure's value or its ratio shall be, or the least."""

    limit: float
    of: Literal["value", "ratio"]
    at_least: bool = False


@dataclass(frozen=True)
class Figure:
    """One line of the result; value, floor and ratio are the medians of the rounds' own.

    The ratio is not that of the medians: a machine that is busy in one round slows value and
    floor alike.
    """

    name: str
    unit: Literal["s", "ms", "MB", "answers/s", "threads"]
    floor_name: str
    rounds: Sequence[Round]
    aim: Aim | None = None

    @property
    def value(self) -> float:
        """What was measured, in the figure's unit."""
        return median(each.value for each in self.rounds)

    @property
    def floor(self) -> float:
        """What the machine needs at least, in the figure's unit."""
        return median(each.floor for each in self.rounds)

    @property
    def ratio(self) -> float:
        """How many floors the value is."""
        return median(each.value / each.floor for each in self.rounds)

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.aim is None:
            return None
        measured = self.value if self.aim.of == "value" else self.ratio
        return measured >= self.aim.limit if self.aim.at_least else measured <= self.aim.limit
