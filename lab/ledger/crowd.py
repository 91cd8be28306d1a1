"""The crowd: all the visitors of a run, each with a line of its own to a load balancer."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from lab.ledger.entries import Ledger
from lab.ledger.exchange import Exchange
from lab.ledger.guests import Guests
from lab.ledger.journey_visitor import JourneyVisitor
from lab.ledger.kinds import RARITY, Kind, deal
from lab.ledger.line import line_to
from lab.ledger.stay import Stay, StayOverError
from lab.ledger.visitor import Visitor
from roles.configuration.cluster import Member
from verify.target import Target

MEGABYTE = 2**20
# What a request has around its file counts for the site's limit too.
ENVELOPE = 4096


@dataclass(frozen=True)
class SlowSender:
    """A visitor on a slow line: files of just under so many megabytes, each sent in `seconds`."""

    megabytes: float
    seconds: float

    @property
    def kind(self) -> Kind:
        """What kind of visitor that is."""
        size = int(self.megabytes * MEGABYTE) - ENVELOPE
        return Kind(range(size, size + 1))


@dataclass(frozen=True)
class Crowd:
    """Who visits which site; `name` begins the id of every request.

    One in ten is of a `rare` kind, and they come last. A visitor's number tells its load balancer,
    and its place in the row of those who come there.
    """

    target: Target
    visitors: int
    slow_senders: Sequence[SlowSender]
    name: str
    kinds: Sequence[Kind]
    rare: Sequence[Kind]
    secrets: Mapping[str, str]

    @property
    def size(self) -> int:
        """How many they are."""
        return self.visitors + len(self.slow_senders)

    async def visit(self, stay: Stay, ledger: Ledger) -> None:
        """Visit until the stay is over and the last request is answered."""
        guests = Guests(
            self.target.cluster.settings, self.secrets, stay, ledger.write, time.monotonic()
        )
        async with AsyncExitStack() as lines:
            visitors = [
                guests.make(
                    number,
                    self.kind(number),
                    await lines.enter_async_context(self._exchange(number)),
                    self._pace(number),
                )
                for number in range(self.size)
            ]
            async with asyncio.TaskGroup() as group:
                for visitor in visitors:
                    group.create_task(_stay(visitor))
                await stay.last()

    def kind(self, number: int) -> Kind:
        """What kind of visitor that one is."""
        if number >= self.visitors:
            return self.slow_senders[number - self.visitors].kind
        rare = number - (self.visitors - self.visitors // RARITY)
        if rare >= 0 and self.rare:
            kind = self.rare[rare % len(self.rare)]
        else:
            kind = deal(self.kinds, self._place(number), len(self.target.cluster.app))
        return kind.within(self.target.cluster.settings.upload_limit_mb * MEGABYTE - ENVELOPE)

    def _pace(self, number: int) -> float:
        slow = number - self.visitors
        return self.slow_senders[slow].seconds if slow >= 0 else 0.0

    def source(self, number: int) -> str | None:
        """Which address of this machine the visitor has, where it has one of its own."""
        sources = self.target.visitor_addresses(self._lb(number))
        return sources[self._place(number) % len(sources)] if sources else None

    def _lb(self, number: int) -> Member:
        lbs = self.target.cluster.lb
        return lbs[number % len(lbs)]

    def _place(self, number: int) -> int:
        return number // len(self.target.cluster.lb)

    def _exchange(self, number: int) -> Exchange:
        name, kind = f"{self.name}-{number}", self.kind(number)
        line = line_to(self.target, self._lb(number), self.source(number))
        return Exchange(line, name, kind.fresh, kind.rate)


async def _stay(visitor: Visitor | JourneyVisitor) -> None:
    with suppress(StayOverError):
        await visitor.visit()
