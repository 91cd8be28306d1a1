"""What a run of traffic comes to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lab.ledger.entries import Entry
from lab.ledger.judgement import Verdict

FIRST_BAD = 10


@dataclass(frozen=True)
class Totals:
    """The sums of a run; times in seconds, `pause_at` and `interrupted_at` within the run.

    The longest pause is the longest time in which no request at all was answered rightly. An
    interruption is a visitor's loss of the session, counted by visitor.
    """

    seconds: float
    requests: int
    failed: int
    wrong: int
    lost: int
    retried: int
    p50: float
    p99: float
    longest_pause: float
    pause_at: float
    interruptions: Mapping[int, int]
    interrupted_at: float | None
    servers: Mapping[str, int]
    bad_by_server: Mapping[str, int]
    kinds: Mapping[str, int]
    bad_by_kind: Mapping[str, int]
    bad: tuple[Entry, ...]

    @property
    def clean(self) -> bool:
        """Whether every request was answered, with the visitor's own newest picture."""
        return not self.bad

    @property
    def most_interruptions(self) -> int:
        """How often the worst-off visitor lost the session."""
        return max(self.interruptions.values(), default=0)

    @property
    def summary(self) -> str:
        """The sums in a line."""
        return (
            f"{self.requests} requests in {self.seconds:.1f} s: {self.failed} failed, "
            f"{self.wrong} wrong, {self.lost} lost, {self.retried} retried; p50 {self.p50:.3f} s, "
            f"p99 {self.p99:.3f} s, longest pause {self.longest_pause:.2f} s at "
            f"{self.pause_at:.1f} s; {self.most_interruptions} interruptions at most of a visitor"
        )

    def __str__(self) -> str:
        """The sums, then the first bad entries: what a failed test shows."""
        return "\n".join([self.summary, *map(str, self.bad[:FIRST_BAD])])


def add_up(entries: Sequence[Entry], seconds: float) -> Totals:
    """Add up the entries of a run of that length."""
    verdicts = Counter(entry.verdict for entry in entries)
    losses = [entry for entry in entries if entry.verdict is Verdict.LOST]
    waits = sorted(entry.seconds for entry in entries)
    pause, pause_at = _longest_pause(entries, seconds)
    bad = sorted(
        (entry for entry in entries if entry.verdict is not Verdict.RIGHT),
        key=lambda bad: bad.began,
    )
    return Totals(
        seconds=seconds,
        requests=len(entries),
        failed=verdicts[Verdict.FAILED],
        wrong=verdicts[Verdict.WRONG],
        lost=verdicts[Verdict.LOST],
        retried=sum(entry.retried for entry in entries),
        p50=_percentile(waits, 50),
        p99=_percentile(waits, 99),
        longest_pause=pause,
        pause_at=pause_at,
        interruptions=Counter(entry.visitor for entry in losses),
        interrupted_at=max((entry.ended for entry in losses), default=None),
        servers=Counter(map(_server, entries)),
        bad_by_server=Counter(map(_server, bad)),
        kinds=Counter(entry.kind for entry in entries),
        bad_by_kind=Counter(entry.kind for entry in bad),
        bad=tuple(bad),
    )


def _server(entry: Entry) -> str:
    """Who answered: the last that nginx tried."""
    return entry.server.split(", ")[-1] or "unknown"


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent of the values do not exceed; 0 if there is none."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else 0.0


def _longest_pause(entries: Sequence[Entry], seconds: float) -> tuple[float, float]:
    """The longest time without a right answer, and when it began.

    It counts from the first such answer to the end of the run; requests that were under way then
    may end later.
    """
    ends = (entry.ended for entry in entries if entry.verdict is Verdict.RIGHT)
    right = sorted(end for end in ends if end < seconds) or [0.0]
    return max((later - earlier, earlier) for earlier, later in pairwise([*right, seconds]))
