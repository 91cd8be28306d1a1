"""What a deploy decides: pure functions of what is asked and of what the hosts say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from roles.nginx import HostNginx
from roles.render import Balancing
from roles.settings import Profile


@dataclass(frozen=True)
class ServerState:
    """One app server as the survey found it, beside what it shall become.

    `healthy` tells whether what it last ran well is what is asked; None where it never ran well.
    `previous` is the release that it ran before that one.
    """

    name: str
    pending: bool
    serving: bool
    down: bool
    sessions: str | None
    release: str | None = None
    port: int | None = None
    healthy: bool | None = None
    previous: str | None = None


def app_fingerprint(environment: str, properties: str, unit: str, release: str) -> str:
    """Sum up all that an app server runs from; the hosts compute the same (survey.sh)."""
    parts = [sha256(text.encode()).hexdigest() for text in (environment, properties, unit)]
    return sha256(" ".join([*parts, release]).encode()).hexdigest()


def balancer_fingerprint(upstream: str, site: str, pages: Sequence[str], nginx: HostNginx) -> str:
    """Sum up nginx' files and its workers' size; the hosts compute the same (survey.sh)."""
    size = f"{nginx.connections} {nginx.open_files}\n"
    return sha256("".join([upstream, site, *pages, size]).encode()).hexdigest()


def balancing_during(profile: Profile, servers: Iterable[ServerState]) -> Balancing:
    """How nginx balances while the servers take their turns.

    Round robin over sessions in memory loses them, so it is there only while every server keeps
    its sessions in Redis already: a swap to `sticky` goes to ip_hash first, one to `clustered`
    leaves it last.
    """
    if profile == "local":
        return "round_robin"
    in_redis = all(server.sessions == "clustered" for server in servers)
    return "round_robin" if profile == "clustered" and in_redis else "ip_hash"


def balancing_after(profile: Profile) -> Balancing:
    """How nginx balances once every server has had its turn."""
    return "ip_hash" if profile == "sticky" else "round_robin"


@dataclass(frozen=True)
class RollPlan:
    """The roll of one run, decided once from what the hosts said before it.

    `order` names who takes a turn; `during` and `after` are the ways of balancing.
    """

    servers: tuple[ServerState, ...]
    order: tuple[str, ...]
    during: Balancing
    after: Balancing

    def waiting(self, turn: int) -> frozenset[str]:
        """Who is out of rotation before that turn: left out by an earlier run, not well yet."""
        left_out = {server.name for server in self.servers if server.down and server.pending}
        return frozenset(left_out - set(self.order[:turn]))

    def down_in_turn(self, turn: int) -> frozenset[str]:
        """Who is out of rotation in that turn: its server too, if another one serves."""
        if self.is_alone(turn):
            return self.waiting(turn)
        return self.waiting(turn) | {self.order[turn]}

    def down_after_failure(self, turn: int, serves: bool) -> frozenset[str]:
        """Who is out of rotation once that turn has failed: its server too, unless it `serves`."""
        return self.waiting(turn + 1) if serves else self.down_in_turn(turn)

    def able(self, turn: int) -> frozenset[str]:
        """Who can serve before that turn."""
        # A healthy one that an earlier run left out is back in rotation by now.
        found = {server.name for server in self.servers if server.serving or not server.pending}
        return frozenset(found | set(self.order[:turn]))

    def is_alone(self, turn: int) -> bool:
        """Whether nobody else can serve while that turn's server is out."""
        return not self.able(turn) - {self.order[turn]}

    def takes_the_site_down(self) -> str | None:
        """The server that serves alone and has a turn; None where there is no such."""
        serving = {server.name for server in self.servers if server.serving}
        for turn, name in enumerate(self.order):
            if name in serving and self.is_alone(turn):
                return name
        return None

    def ports(self, turn: int) -> Mapping[str, int]:
        """The ports of the servers that listen elsewhere until they have had their turn."""
        waiting = set(self.order[turn:])
        return {
            server.name: server.port
            for server in self.servers
            if server.port is not None and server.name in waiting
        }


def plan_roll(profile: Profile, servers: Sequence[ServerState]) -> RollPlan:
    """Decide a roll. Servers that don't serve take their turn first, so that one always does."""
    pending = [server for server in servers if server.pending]
    order = [server.name for server in sorted(pending, key=lambda server: server.serving)]
    return RollPlan(
        tuple(servers), tuple(order), balancing_during(profile, servers), balancing_after(profile)
    )
