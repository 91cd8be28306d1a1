"""A visitor of any site: takes its journey, then looks whether its session is still there."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from lab.ledger.entries import Entry
from lab.ledger.exchange import Exchange
from lab.ledger.judgement import Judgement, Verdict
from lab.ledger.kinds import Kind
from lab.ledger.reply import Reply
from lab.ledger.stay import Stay
from lab.ledger.writing import Hand
from roles.configuration.journey import Step
from roles.visiting.step_failed import StepFailedError
from roles.visiting.unique import Unique, new_picture
from roles.visiting.visitor import cookie_jar
from roles.visiting.walk import Steps, Walk

LOOKS = 6


@dataclass
class JourneyVisitor:
    """One visitor; each request becomes an entry, which `write` takes.

    `texts` are those of all visitors of the run: whoever is shown another's has the wrong session.
    """

    number: int
    kind: Kind
    exchange: Exchange
    journey: Sequence[Step]
    secrets: Mapping[str, str]
    stay: Stay
    write: Callable[[Entry], None]
    started: float
    texts: set[str]

    async def visit(self) -> None:
        """Go on until the stay is over: it ends with StayOverError."""
        while True:
            await self.stay.think()
            client = self.exchange.client
            client.cookies = cookie_jar()
            unique = Unique(picture=new_picture(random.choice(self.kind.sizes)))
            self.texts.add(unique.text)
            walk = Walk(client, self.journey, self.secrets, unique)
            looks = 0
            there = await self._go(walk.arrive(), unique)
            while there and looks < LOOKS:
                self.stay.settled.add(self.number)
                looks += 1
                there = await self._go(walk.look(), unique)

    async def _go(self, steps: Steps, unique: Unique) -> bool:
        """Take steps; tell whether all were as they should be."""
        try:
            request = next(steps)
            while True:
                await self.stay.think()
                self.stay.count_request()
                reply, response = await self.exchange.forward(request)
                try:
                    if response is None:
                        steps.throw(httpx.TransportError(reply.answer.error))
                        raise AssertionError("no step goes on after a request without an answer")
                    request = steps.send(response)
                except StopIteration:
                    self._write(reply, request, Verdict.RIGHT)
                    return True
                except StepFailedError as failure:
                    self._write(reply, request, self._verdict(failure, response, unique), failure)
                    return False
                self._write(reply, response.request, Verdict.RIGHT)
        except StopIteration:
            return True

    def _verdict(
        self, failure: StepFailedError, response: httpx.Response | None, unique: Unique
    ) -> Verdict:
        if failure.is_passing or response is None:
            return Verdict.FAILED
        others = self.texts - {unique.text}
        if any(text in response.text for text in others):
            return Verdict.WRONG
        # Before the first step there was nothing to lose.
        return Verdict.LOST if failure.number > 1 else Verdict.FAILED

    def _write(
        self, reply: Reply, request: httpx.Request, verdict: Verdict, seen: object = ""
    ) -> None:
        hand = Hand(self.number, self.kind, self.started)
        judgement = Judgement(verdict, str(seen))
        self.write(hand.entry(request.method, request.url.path, reply, judgement))
