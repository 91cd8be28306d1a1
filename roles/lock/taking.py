"""Taking a run's lock: on the first host first, and only who has it there goes on to the others."""

from collections.abc import Mapping

from gevent import Greenlet, spawn

from roles.configuration.cluster import Member
from roles.lock.holding import Holding
from roles.lock.waiting import Waiting
from roles.remote import ScriptResult
from roles.run.lock import Lock, is_gone, read_lock
from roles.run.lock_words import HELD
from roles.run.run import Run


class Taking:
    """How one run takes its lock.

    Of runs that begin at once each could otherwise have a host, and none all of them.
    """

    def __init__(
        self, run: Run, holding: Holding, waiting: Waiting, gone: Mapping[str, str]
    ) -> None:
        """Nothing is taken until `take`; `gone` has each host's lock whose holder is no more."""
        self.run, self.holding, self.waiting, self.gone = run, holding, waiting, gone
        # Whether another run had the lock meanwhile: what was said before may not be true now.
        self.waited = False
        self._first: Greenlet[..., ScriptResult] | None = None

    def take(self, member: Member) -> ScriptResult | None:
        """Take a host's lock; None where the first host's was not to be had."""
        first = self.run.cluster.members[0]
        if self._first is None:
            # Whichever host is asked first: it waits for no other one of pyinfra's greenlets.
            self._first = spawn(self._take, first)
        result = self._first.get()
        if member == first:
            return result
        return self._take(member) if result.succeeded else None

    def _take(self, member: Member) -> ScriptResult:
        result = self.holding.take(member, self.gone.get(member.name, ""))
        while (lock := _holder(result)) and self.waiting.goes_on(lock):
            self.waited = True
            result = self.holding.take(member, lock.id if is_gone(lock, age=0) else "")
        return result


def _holder(result: ScriptResult) -> Lock | None:
    """Give the lock of another run that lock.sh has found to be held."""
    held = [line.removeprefix(HELD) for line in result.lines if line.startswith(HELD)]
    return read_lock(held[0]) if held else None
