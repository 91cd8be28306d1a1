"""How long the visitors of a run stay, and at what pace they go about it."""

import asyncio
import random
from dataclasses import dataclass, field

# Forty visitors then make some 65 requests a second.
THINK_SECONDS = 0.8


class StayOverError(Exception):
    """The visitors go home."""


@dataclass
class Stay:
    """The end of a run, bounded in seconds and in requests; `bound` says which of them ended it.

    `settled` has the visitors whose first upload was answered.
    """

    seconds: float
    requests: int
    bound: str = ""
    settled: set[int] = field(default_factory=set)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _sent: int = 0

    async def last(self) -> None:
        """Last until the end comes."""
        try:
            async with asyncio.timeout(self.seconds):
                await self._over.wait()
        except TimeoutError:
            self._reach(f"{self.seconds:g} seconds")

    def end(self) -> None:
        """Let the visitors go once their requests under way are answered."""
        self._over.set()

    async def think(self) -> None:
        """Take the time of a person between two requests; raises StayOverError at the end."""
        try:
            async with asyncio.timeout(random.uniform(0.5, 1.5) * THINK_SECONDS):
                await self._over.wait()
        except TimeoutError:
            return
        raise StayOverError

    def count_request(self) -> None:
        """Take note of a request; the one that reaches the bound is the last but those under way.

        Raises StayOverError beyond it.
        """
        if self._sent >= self.requests:
            self._reach(f"{self.requests} requests")
            raise StayOverError
        self._sent += 1

    def _reach(self, bound: str) -> None:
        self.bound = self.bound or bound
        self._over.set()
