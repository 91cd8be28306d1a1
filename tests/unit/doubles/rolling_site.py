"""A site in the middle of a roll: the steps of the roll change it, and it judges them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import NamedTuple

from pyinfra.api.state import StateStage

from roles.configuration.cluster import Cluster, Member
from roles.configuration.settings import Profile
from roles.configuration.validation import build_settings
from roles.places import Places
from roles.plan.balancing import Balancing
from roles.plan.batches import batch_and_kept
from roles.plan.failure import RollFailure
from roles.plan.roll import RollPlan, ServerState, plan_roll
from roles.plan.turn_report import Outcome, TurnReport
from roles.run.lease import Lease
from tests.unit.doubles.examples import defaults

LBS = tuple(Member(f"lb{i}", f"192.0.2.{i}") for i in (1, 2))
SERVERS = tuple(Member(f"app{i}", f"192.0.2.{10 + i}") for i in (1, 2, 3))
SETTINGS = build_settings(defaults())
OLD, NEW = "0ld", "2ew"
LINES = ("gate failed: readiness",)

# Whom each load balancer sends requests.
Marks = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Process:
    """What a server runs."""

    release: str | None
    sessions: str | None
    port: int = SETTINGS.app_port


class Loaded(NamedTuple):
    """What a load balancer runs from."""

    balancing: Balancing
    within: frozenset[str]
    ports: tuple[int, ...]
    maintenance: bool


class RollingSite:
    """Stands in for a Run, with what it read, decided and did, and for what its commands change."""

    release, revision, work = NEW, f"{NEW}.1", "deploy"
    stage = StateStage.Execute
    places = Places(SETTINGS.app_name)

    def __init__(
        self, asked: Profile, found: Sequence[ServerState], marks: Marks, **settings: object
    ) -> None:
        """Take what is asked and found."""
        self.readings = self.decision = self.progress = self
        self.asked: Profile = asked
        self.found, self.marks = tuple(found), dict(marks)
        changed = SETTINGS.model_copy(update={"allow_downtime": True} | settings)
        self.cluster = Cluster(changed, LBS, SERVERS[: len(found)], ())
        batch, keep = batch_and_kept(changed, len(found))
        self.plan = plan_roll(asked, found, batch=batch, keep=keep)
        self.runs = {
            server.name: Process(server.release, server.sessions, server.port or SETTINGS.app_port)
            for server in found
        }
        # What a restored server goes back to; an interrupted run moved some of those that are well.
        self.before = {server.name: Process(OLD, asked) for server in found if not server.pending}
        self.alive = {server.name for server in found if server.answers}
        # Whoever has passed its gates: found in rotation, as asked, or in this run.
        self.passed = {server.name for server in found if server.serving or not server.pending}
        self.turns, self.restored = list[str](), list[str]()
        self.loaded: dict[str, Loaded] = {}
        self.in_maintenance = False
        self.lease = Lease()
        self.failure: RollFailure | None = None
        self.reports = dict[str, TurnReport]()
        self.restoring = TurnReport(Outcome.HEALTHY, ("ready after 1 s",))
        self.said = list[str]()
        # What will go wrong: whose turn fails and whether it serves then, who dies after its turn,
        # and which load balancer fails at which of its loads.
        self.fails: tuple[str, bool] | None = None
        self.dies: str | None = None
        self.breaks: tuple[str, int] | None = None
        self.loads = dict.fromkeys((lb.name for lb in LBS), 0)

    def roll_plan(self) -> RollPlan:
        return self.plan

    def survey(self, member: Member) -> SimpleNamespace:
        return SimpleNamespace(maintenance=self.in_maintenance)

    def host(self, member: Member) -> SimpleNamespace:
        return SimpleNamespace(state=None, log_styled=lambda text, **_: self.said.append(text))

    @property
    def serving(self) -> set[str]:
        """Who answers and is sent requests by some load balancer."""
        return self.alive & set[str]().union(*self.marks.values())

    def answering(self, servers: Collection[str]) -> frozenset[str]:
        """Who of them answers."""
        return frozenset(self.alive & set(servers))

    def as_found_next(self) -> list[ServerState]:
        """What the next run finds."""
        well = Process(NEW, self.asked)
        had_turn = {server.name for server in self.found if not server.pending} | set(self.turns)
        return [
            replace(
                server,
                pending=server.name not in had_turn or self.runs[server.name] != well,
                answers=server.name in self.alive,
                serving=server.name in self.serving,
                sessions=self.runs[server.name].sessions,
                release=self.runs[server.name].release,
                port=server.port and self.runs[server.name].port,
                healthy=None if server.healthy is None else self.runs[server.name] == well,
                moved=server.moved or server.name in self.turns,
            )
            for server in self.found
        ]

    def load(self, lb: str, wanted: Loaded) -> bool:
        """Have a load balancer load that."""
        assert self.loaded.get(lb) != wanted, f"nginx loads what it has: {self}"
        assert wanted.within, f"a rotation of nobody: {self}"
        self.loads[lb] += 1
        if self.breaks and self.breaks[0] == lb and self.breaks[1] == self.loads[lb]:
            return False
        assert wanted.within <= self.passed, f"in rotation before it has passed its gates: {self}"
        self.loaded[lb], self.marks[lb] = wanted, wanted.within
        self.judge(lb, self.alive & self.passed)
        return True

    def judge(self, lb: str, able: set[str]) -> None:
        """Fail where a session can be lost or nobody is served."""
        loaded = self.loaded[lb]
        in_memory = {process.sessions for process in self.runs.values()} & {"sticky", "local"}
        safe = loaded.balancing == "ip_hash" or self.asked == "local" or not in_memory
        assert safe, f"round robin over sessions in memory: {self}"
        ports = dict(zip(self.runs, loaded.ports, strict=True))
        reached = {name for name in able & loaded.within if ports[name] == self.runs[name].port}
        assert reached or not able, f"nobody in rotation serves: {self}"

    def take_turn(self, name: str) -> TurnReport:
        """Give a server its turn."""
        self.turns.append(name)
        if self.fails and self.fails[0] == name:
            serves = self.fails[1]
            self._restart(name, self.runs[name] if serves else None)
            self.passed |= {name} if serves else set()
            return TurnReport(Outcome.RESTORED if serves else Outcome.OUT, LINES)
        self.before[name] = self.runs[name]
        self._restart(name, Process(NEW, self.asked))
        self.passed.add(name)
        self.alive -= {self.dies}
        return TurnReport(Outcome.HEALTHY, ())

    def restore(self, name: str) -> TurnReport:
        """Give a server a turn back."""
        assert self.alive - {name}, f"the last one that serves is taken out: {self}"
        self.restored.append(name)
        if self.restoring.refused:
            self.lease.lose(name)
        elif self.restoring.outcome == Outcome.HEALTHY:
            self._restart(name, self.before.pop(name))
        else:
            self._restart(name, self.runs[name] if self.restoring.serves else None)
        return self.restoring

    def _restart(self, name: str, process: Process | None) -> None:
        others = (self.alive & self.passed) - {name}
        for lb, within in self.marks.items():
            if others and self.breaks is None:
                assert name not in within, f"{name} restarts under visitors of {lb}: {self}"
                assert within & others, f"nobody is there for the visitors of {lb}: {self}"
        self.alive.discard(name)
        self.passed.discard(name)
        for lb in self.loaded:
            self.judge(lb, others)
        self.runs[name] = process or self.runs[name]
        if process:
            self.alive.add(name)
            self.passed.add(name)

    def __repr__(self) -> str:
        turns = f"turns {self.turns}, then {self.failure}, back {self.restored}"
        return f"{self.asked} asked, {self.found} found, {self.marks} sent to, {turns}"
