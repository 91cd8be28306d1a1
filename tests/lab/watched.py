"""A site that visitors come to while something is done to it, and what they may notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from lab.ledger.traffic import VISITORS, Traffic
from tests.lab.rig import Seen
from verify.target import Target

# What a swap costs a visitor at most.
INTERRUPTIONS = 2


@dataclass(frozen=True)
class Watched:
    """`target` is what visitors come to, and `title` what the report calls it."""

    target: Target
    seen: Seen
    title: str

    visitors: ClassVar[int] = VISITORS

    @contextmanager
    def unnoticed(self, what: str) -> Iterator[None]:
        """Have visitors there, none of whom may notice a thing."""
        with self._visited(what) as traffic:
            yield
        assert traffic.totals.clean, str(traffic.totals)

    @contextmanager
    def interrupting(self, what: str) -> Iterator[None]:
        """Have visitors there, who may lose their sessions, and nothing else."""
        with self._visited(what) as traffic:
            yield
        totals = traffic.totals
        assert (totals.failed, totals.wrong) == (0, 0), str(totals)
        assert totals.most_interruptions <= INTERRUPTIONS, str(totals)

    def saw(self, what: str, traffic: Traffic) -> None:
        """Keep what visitors saw for the report."""
        self.seen(f"{self.title}: {what}", traffic)

    @contextmanager
    def _visited(self, what: str) -> Iterator[Traffic]:
        with Traffic(self.target, self.visitors) as traffic:
            yield traffic
        self.saw(what, traffic)
