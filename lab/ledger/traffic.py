"""Traffic: a crowd at a site in a thread of its own, while something else goes on."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from secrets import token_hex
from threading import Thread
from types import TracebackType
from typing import Self

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from lab.errors import LabError
from lab.ledger.crowd import Crowd, SlowSender
from lab.ledger.entries import Entry, Ledger
from lab.ledger.kinds import KINDS, RARE, Kind
from lab.ledger.serving import with_servers
from lab.ledger.stay import Stay
from lab.ledger.totals import Totals, add_up
from roles.configuration.control_environment import journey_secrets
from verify.target import Target

VISITORS = 40
MOST_SECONDS = 900.0
MOST_REQUESTS = 100_000
SETTLE_SECONDS = 30


class Traffic:
    """Visitors of a cluster's load balancers, from `start()` to `stop()`.

    Each visitor has a cookie jar, pictures of its own and, where a load balancer's host has
    `visitor_addresses`, one of them as its source; the kinds are dealt among them. As a context
    manager it starts and stops by itself; `totals` and `entries` are there afterwards.
    """

    totals: Totals
    entries: list[Entry]
    started: datetime
    _loop: asyncio.AbstractEventLoop

    def __init__(
        self,
        target: Target,
        visitors: int = VISITORS,
        slow_senders: Sequence[SlowSender] = (),
        kinds: Sequence[Kind] = KINDS,
        rare: Sequence[Kind] = RARE,
        most_seconds: float = MOST_SECONDS,
        most_requests: int = MOST_REQUESTS,
    ) -> None:
        """Take who visits what, and a run's bounds; raises RefusedError where a secret lacks."""
        self.ledger = Ledger()
        self._target = target
        self._visitors = visitors
        name = f"traffic-{token_hex(6)}"
        secrets = journey_secrets(target.cluster.settings.journey)
        self._crowd = Crowd(target, visitors, slow_senders, name, kinds, rare, secrets)
        self._stay = Stay(most_seconds, most_requests)
        self._thread = Thread(target=self._visit, name=self._crowd.name, daemon=True)
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Let the visitors come; raises LabError unless each gets its first picture in time."""
        self.started = datetime.now(UTC)
        self._began = time.monotonic()
        self._thread.start()
        waiting = Retrying(
            retry=retry_if_result(lambda settled: not settled),
            stop=stop_after_delay(SETTLE_SECONDS),
            wait=wait_fixed(0.05),
        )
        try:
            waiting(lambda: self._settled == self._visitors or not self._thread.is_alive())
        except RetryError:
            self._end()
            raise LabError(
                f"Within {SETTLE_SECONDS} s only {self._settled} of {self._visitors} visitors "
                f"could upload a picture.\n{add_up(self.ledger.entries, self._seconds)}"
            ) from None

    @property
    def is_over(self) -> bool:
        """Whether it was stopped and has its totals."""
        return hasattr(self, "totals")

    @property
    def elapsed(self) -> float:
        """The time within the run, in seconds, as the entries have it."""
        return time.monotonic() - self._began

    def last(self, seconds: float) -> None:
        """Let the visitors go on for that long, or until something in here breaks."""
        self._thread.join(seconds)

    def stop(self) -> Totals:
        """Let the visitors finish, find out who served them, and give what it came to.

        Raises LabError if the run had ended before, at one of its bounds.
        """
        self._end()
        self.entries = with_servers(self._target, self._crowd.name, self.ledger.entries)
        self.totals = add_up(self.entries, self._seconds)
        if self._stay.bound:
            raise LabError(
                f"The traffic had ended before, at its bound of {self._stay.bound}: nobody saw "
                f"what came then.\n{self.totals}"
            )
        return self.totals

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop; after an error, which says more, without a word."""
        if error is None:
            self.stop()
        else:
            self._end()

    @property
    def _settled(self) -> int:
        """How many visitors have a picture; those on a slow line are not waited for."""
        return sum(number < self._visitors for number in self._stay.settled)

    def _visit(self) -> None:
        try:
            with asyncio.Runner() as runner:
                self._loop = runner.get_loop()
                runner.run(self._crowd.visit(self._stay, self.ledger))
        except BaseException as failure:
            self._failure = failure

    def _end(self) -> None:
        self._seconds = time.monotonic() - self._began
        # The loop may have ended by itself.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stay.end)
        self._thread.join()
        if self._failure is not None:
            raise self._failure
