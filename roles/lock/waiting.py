"""How long a run waits for its lock: `lock_wait` seconds, from when it first finds it held."""

import time
from math import ceil

import gevent
from pyinfra import logger

from roles.run.lock import Lock

LOOK_SECONDS = 1


class Waiting:
    """The wait of one run, for all its hosts and in both of its stages."""

    def __init__(self, seconds: int) -> None:
        """Wait so long at most; it has not begun."""
        self.seconds = seconds
        # How long it was waited for in vain: 0 until the time is over.
        self.in_vain = 0
        self._until: float | None = None
        self._said = set[str]()

    def goes_on(self, lock: Lock) -> bool:
        """Wait a moment, and say for whom, once; False when the time is over."""
        now = time.monotonic()
        if self._until is None:
            self._until = now + self.seconds
        left = self._until - now
        if left <= 0:
            self.in_vain = self.seconds
            return False
        if lock.id not in self._said:
            self._said.add(lock.id)
            logger.info(
                f"    Waits for the deploy lock, held by {lock.sentence()}, "
                f"for {ceil(left)} s at most."
            )
        gevent.sleep(min(LOOK_SECONDS, left))
        return True
