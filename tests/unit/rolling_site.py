"""A site in the middle of a roll: the steps of roles/rolling.py change it, and it judges them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import NamedTuple

from roles.cluster import Cluster, Member
from roles.lease import Lease
from roles.places import Places
from roles.plan import RollPlan, ServerState, plan_roll
from roles.remote import ScriptResult
from roles.render import Balancing
from roles.run import TurnFailure
from roles.settings import Profile, build_settings
from tests.unit.examples import defaults

BALANCERS = tuple(Member(f"lb{i}", f"192.0.2.{i}") for i in (1, 2))
SERVERS = tuple(Member(f"app{i}", f"192.0.2.{10 + i}") for i in (1, 2, 3))
SETTINGS = build_settings(defaults())
OLD, NEW = "0ld", "2ew"


@dataclass(frozen=True)
class Process:
    """What a server runs."""

    release: str | None
    sessions: str | None
    port: int = SETTINGS.app_port


class Loaded(NamedTuple):
    """What a load balancer runs from."""

    balancing: Balancing
    down: frozenset[str]
    ports: tuple[int, ...]
    maintenance: bool


class RollingSite:
    """Stands in for a Run and for what its commands change."""

    release = NEW
    places = Places(SETTINGS.app_name)

    def __init__(
        self,
        asked: Profile,
        found: Sequence[ServerState],
        failure: TurnFailure | None = None,
        **settings: object,
    ) -> None:
        """Take what is asked and found; `failure` is how the turn of one server will end."""
        self.asked: Profile = asked
        self.found = tuple(found)
        changed = SETTINGS.model_copy(update=settings)
        self.cluster = Cluster(changed, BALANCERS, SERVERS[: len(found)], ())
        self.plan = plan_roll(asked, found)
        self.runs = {
            server.name: Process(server.release, server.sessions, server.port or SETTINGS.app_port)
            for server in found
        }
        # What a restored server goes back to; an earlier run moved those that are well.
        self.before = {server.name: Process(OLD, asked) for server in found if not server.pending}
        self.serving = {server.name for server in found if server.serving or not server.pending}
        self.turns, self.restored = list[str](), list[str]()
        self.loaded: dict[str, Loaded] = {}
        self.in_maintenance = False
        self.lease = Lease()
        self.failure: TurnFailure | None = None
        self.restoring = ScriptResult(True, ["ready after 1 s"])
        self.said, self._failure_to_come = list[str](), failure

    def roll_plan(self) -> RollPlan:
        return self.plan

    def survey(self, member: Member) -> SimpleNamespace:
        return SimpleNamespace(maintenance=self.in_maintenance)

    def host(self, member: Member) -> SimpleNamespace:
        return SimpleNamespace(state=None, log_styled=lambda text, **_: self.said.append(text))

    def as_found_next(self) -> list[ServerState]:
        """What the next run finds."""
        down = {name for loaded in self.loaded.values() for name in loaded.down}
        well = Process(NEW, self.asked)
        had_turn = {server.name for server in self.found if not server.pending} | set(self.turns)
        return [
            replace(
                server,
                pending=server.name not in had_turn or self.runs[server.name] != well,
                serving=server.name in self.serving - down,
                down=server.name in down or (server.down and not self.loaded),
                sessions=self.runs[server.name].sessions,
                release=self.runs[server.name].release,
                port=server.port and self.runs[server.name].port,
                healthy=None if server.healthy is None else self.runs[server.name] == well,
            )
            for server in self.found
        ]

    def judge(self, balancer: str, serving: set[str]) -> None:
        """Fail where a session can be lost or nobody is served."""
        loaded = self.loaded[balancer]
        in_memory = {process.sessions for process in self.runs.values()} & {"sticky", "local"}
        safe = loaded.balancing == "ip_hash" or self.asked == "local" or not in_memory
        assert safe, f"round robin over sessions in memory: {self}"
        ports = dict(zip(self.runs, loaded.ports, strict=True))
        reached = {name for name in serving - loaded.down if ports[name] == self.runs[name].port}
        assert reached or not serving, f"nobody in rotation serves: {self}"

    def take_turn(self, name: str) -> bool:
        """Give a server its turn."""
        failure, others = self._failure_to_come, self.serving - {name}
        assert self.loaded.keys() == {balancer.name for balancer in BALANCERS}, self
        # Whoever does not serve has been brought back before.
        assert others or name not in self.serving or len(self.found) == 1, self
        self.turns.append(name)
        if failure and failure.server == name:
            self.failure = failure
            self._restart(name, self.runs[name] if failure.serves else None)
        else:
            self.before[name] = self.runs[name]
            self._restart(name, Process(NEW, self.asked))
        return True

    def restore(self, name: str) -> ScriptResult:
        """Give a server a turn back."""
        assert self.serving - {name}, f"the last one that serves is taken out: {self}"
        self.restored.append(name)
        if self.restoring.succeeded:
            self._restart(name, self.before.pop(name))
        else:
            back = "outcome: restored" in self.restoring.lines
            self._restart(name, self.runs[name] if back else None)
        return self.restoring

    def _restart(self, name: str, process: Process | None) -> None:
        others = self.serving - {name}
        for balancer, loaded in self.loaded.items():
            assert name in loaded.down or not others, f"{name} restarts under visitors: {self}"
            self.judge(balancer, others)
        self.runs[name] = process or self.runs[name]
        self.serving = others | ({name} if process else set())
        for balancer in self.loaded:
            self.judge(balancer, others)

    def __repr__(self) -> str:
        turns = f"turns {self.turns}, then {self.failure}, back {self.restored}"
        return f"{self.asked} asked, {self.found} found, {self.loaded} loaded, {turns}"
