"""What a deploy decides: pure functions of what is asked and of what the hosts say.

Why it loses no session that can be kept, and no request. Round robin is there only while every
server keeps its sessions in Redis: `during` is an affinity as long as one has some in memory, and
only what is loaded after the last turn may differ. A server is restarted only when no load
balancer sends it requests: each turn begins with a rotation without it, and waits until nginx'
workers from before are gone and its connections have ended. Somebody always serves: in rotation
are the carriers, who answered right before, and a server that would leave nobody is not taken
out. Whoever has not passed its gates is no carrier, so a turn that fails changes nothing for the
visitors. The unit tests roll every mix of what may be found, cut at every change, and judge each
rotation by these rules.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from roles.configuration.settings import Profile
from roles.plan.balancing import (
    Affinity,
    Balancing,
    affinity_during,
    balancing_after,
    balancing_during,
)
from roles.plan.batches import batches


@dataclass(frozen=True)
class ServerState:
    """One app server as the survey found it, beside what it shall become.

    `answers` tells whether it runs and answers, `serving` whether a load balancer sends it requests
    besides. `healthy` tells whether what it last ran well is what is asked; None where it never
    ran well. `revision` is what that was, `previous` what it ran before; `moved` tells that it
    came from there in a run that never ended.
    """

    name: str
    pending: bool
    answers: bool
    serving: bool
    sessions: str | None
    release: str | None = None
    port: int | None = None
    healthy: bool | None = None
    revision: str | None = None
    previous: str | None = None
    moved: bool = False

    @property
    def is_able(self) -> bool:
        """Whether it can serve as it is."""
        return self.answers and (self.serving or not self.pending)


@dataclass(frozen=True)
class RollPlan:
    """The roll of one run, decided once from what the hosts said before it.

    `turns` names who takes each turn; `during` and `after` are the ways of balancing, and `keep`
    is how many servers have to serve while one that serves takes its turn.
    """

    servers: tuple[ServerState, ...]
    turns: tuple[tuple[str, ...], ...]
    during: Balancing
    after: Balancing
    keep: int = 1

    @property
    def names(self) -> frozenset[str]:
        """Every server."""
        return frozenset(server.name for server in self.servers)

    @property
    def order(self) -> tuple[str, ...]:
        """Who takes a turn, one after the other."""
        return self.had_turn(len(self.turns))

    def had_turn(self, turn: int) -> tuple[str, ...]:
        """Who has had a turn before that one."""
        return tuple(chain.from_iterable(self.turns[:turn]))

    def turn_of(self, name: str) -> int:
        """Which turn a server takes."""
        return next(turn for turn, batch in enumerate(self.turns) if name in batch)

    def able(self, turn: int) -> frozenset[str]:
        """Who can serve before that turn: who does, who is as asked, who has had its turn.

        Whoever has not passed its gates can't: it never started, or was left out of rotation.
        """
        able = frozenset(server.name for server in self.servers if server.is_able)
        return able.union(self.had_turn(turn))

    def carriers(self, turn: int) -> frozenset[str]:
        """Who carries the site in that turn, while its servers are out."""
        return self.able(turn).difference(self.turns[turn])

    def leaving(self, turn: int) -> frozenset[str]:
        """Who of that turn's servers can serve before it."""
        return self.able(turn).intersection(self.turns[turn])

    def in_rotation(self, turn: int, carriers: Collection[str]) -> frozenset[str]:
        """Who gets requests in that turn; its servers only if they serve and nobody else does."""
        return frozenset(carriers or self.leaving(turn))

    def takes_the_site_down(self) -> str | None:
        """The server that serves alone and has a turn; None where there is no such."""
        for turn in range(len(self.turns)):
            if self.leaving(turn) and not self.carriers(turn):
                return self.turns[turn][0]
        return None

    def falls_short(self) -> str | None:
        """The server whose turn leaves too few that serve, though not nobody; None without one."""
        for turn in range(len(self.turns)):
            if self.leaving(turn) and 0 < len(self.carriers(turn)) < self.keep:
                return self.turns[turn][0]
        return None

    def ports(self, moved: Collection[str]) -> Mapping[str, int]:
        """The ports of the servers that listen elsewhere until they have `moved`."""
        waiting = set(self.order).difference(moved)
        return {
            server.name: server.port
            for server in self.servers
            if server.port is not None and server.name in waiting
        }


def plan_roll(
    profile: Profile,
    servers: Sequence[ServerState],
    affinity: Affinity = "ip_hash",
    found: Iterable[str | None] = (),
    batch: int = 1,
    keep: int = 1,
) -> RollPlan:
    """Decide a roll. Servers that don't serve take their turn first, so that one always does.

    `found` is how each load balancer balances now; so many as `batch` take a turn at once.
    """
    pending = [server for server in servers if server.pending]
    order = [server.name for server in sorted(pending, key=lambda server: server.serving)]
    sessions = [server.sessions for server in servers]
    during = balancing_during(profile, sessions, affinity_during(affinity, found))
    turns = batches(order, [server.name for server in servers if server.is_able], batch, keep)
    return RollPlan(tuple(servers), turns, during, balancing_after(profile, affinity), keep)
