"""The crowd: all the visitors of a run, each with a line of its own to a load balancer."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from lab.ledger.entries import Ledger
from lab.ledger.exchange import Exchange
from lab.ledger.stay import Stay, StayOverError
from lab.ledger.truth import Gallery
from lab.ledger.visitor import Visitor
from roles.target import Target

MEGABYTE = 2**20
# What a request has around its file counts for the site's limit too.
ENVELOPE = 4096


@dataclass(frozen=True)
class SlowSender:
    """A visitor on a slow line: files of just under so many megabytes, each sent in `seconds`."""

    megabytes: float
    seconds: float


@dataclass(frozen=True)
class Crowd:
    """Who visits which site; `name` begins the id of every request."""

    target: Target
    visitors: int
    slow_senders: Sequence[SlowSender]
    name: str

    @property
    def size(self) -> int:
        """How many they are."""
        return self.visitors + len(self.slow_senders)

    async def visit(self, stay: Stay, ledger: Ledger) -> None:
        """Visit until the stay is over and the last request is answered."""
        gallery, started = Gallery(), time.monotonic()
        async with AsyncExitStack() as lines:
            visitors = [
                Visitor(
                    number=number,
                    exchange=await lines.enter_async_context(self._exchange(number)),
                    gallery=gallery,
                    stay=stay,
                    write=ledger.write,
                    started=started,
                )
                for number in range(self.size)
            ]
            for visitor, sender in zip(visitors[self.visitors :], self.slow_senders, strict=True):
                visitor.edits = ()
                visitor.size = int(sender.megabytes * MEGABYTE) - ENVELOPE
                visitor.pace = sender.seconds
            async with asyncio.TaskGroup() as group:
                for visitor in visitors:
                    group.create_task(_stay(visitor))
                await stay.last()

    def _exchange(self, number: int) -> Exchange:
        balancers = self.target.cluster.lb
        balancer = balancers[number % len(balancers)]
        address = self.target.visible_address(balancer)
        sources = self.target.visitor_addresses(balancer)
        source = sources[number // len(balancers) % len(sources)] if sources else None
        port = self.target.cluster.settings.http_port
        return Exchange(f"http://{address}:{port}", source, f"{self.name}-{number}")


async def _stay(visitor: Visitor) -> None:
    with suppress(StayOverError):
        await visitor.visit()
