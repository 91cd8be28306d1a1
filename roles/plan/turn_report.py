"""What turn.sh and verdict.sh say of a turn: their words are read here, and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

OUTCOME, GATE = "outcome: ", "gate failed: "


class Outcome(StrEnum):
    """How a turn ended for its server."""

    HEALTHY = "healthy"
    # It did not, and what ran before serves again.
    RESTORED = "restored"
    OUT = "out"
    # It said nothing: the connection was lost on the way.
    UNKNOWN = "unknown"


class Gate(StrEnum):
    """What a server has to pass before it gets requests, in that order.

    It says itself that it has started and is ready; the others are what visitors see.
    """

    START = "start"
    READINESS = "readiness"
    SESSIONS = "sessions"
    SMOKE = "smoke"


@dataclass(frozen=True)
class TurnReport:
    """A turn as its server reports it; `lines` are for a person.

    One that is `refused` did not begin, or not its second part: the run has lost its lock.
    """

    outcome: Outcome
    lines: tuple[str, ...]
    refused: bool = False

    @property
    def serves(self) -> bool:
        """Whether the server can get requests now."""
        return self.outcome in (Outcome.HEALTHY, Outcome.RESTORED)


def read_turn(succeeded: bool, lines: Iterable[str], refused: bool = False) -> TurnReport:
    """Read what one of the two printed."""
    said = tuple(lines)
    outcome = Outcome.HEALTHY
    if not succeeded:
        words = {line.removeprefix(OUTCOME) for line in said if line.startswith(OUTCOME)}
        known = [each for each in (Outcome.RESTORED, Outcome.OUT) if each in words]
        outcome = known[0] if known else Outcome.UNKNOWN
    return TurnReport(outcome, said, refused=refused)


def failed_gate(lines: Iterable[str]) -> str | None:
    """Which gate a server failed and how; None where it says nothing of one."""
    return next((line.removeprefix(GATE) for line in lines if line.startswith(GATE)), None)
