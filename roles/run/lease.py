"""Whether a run's lock still counts, as the hosts said last."""

import time

from roles.run.lock import LEASE_SECONDS, new_id


class Lease:
    """The lock of one run on all its hosts; no host has it yet."""

    def __init__(self) -> None:
        """Give it the name by which every host knows it."""
        self.id = new_id()
        # By the clock that stands still while this machine sleeps: what the hosts say then counts.
        self._renewed: dict[str, float] = {}
        self._lost: list[str] = []

    def renew(self, host: str) -> None:
        """Note that a host's lock is this run's."""
        self._renewed[host] = time.monotonic()

    def lose(self, host: str) -> None:
        """Note that a host's lock is not this run's any more."""
        self._lost.append(host)

    @property
    def lost_on(self) -> str | None:
        """A host whose lock was lost, or that was cut off for too long; None where all hold it."""
        limit = time.monotonic() - LEASE_SECONDS
        cut_off = [host for host, when in self._renewed.items() if when <= limit]
        return next(iter([*self._lost, *cut_off]), None)
