"""A site in the middle of a roll: the steps of roles/rolling.py change it, and it judges them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from roles import rolling
from roles.cluster import Cluster, Member
from roles.plan import RollPlan, ServerState, plan_roll
from roles.render import Balancing
from roles.run import TurnFailure
from roles.settings import Profile, build_settings
from tests.unit.examples import defaults

Step = tuple[Any, dict[str, int]]
Loaded = tuple[Balancing, frozenset[str]]
BALANCERS = tuple(Member(f"lb{i}", f"192.0.2.{i}") for i in (1, 2))
SERVERS = tuple(Member(f"app{i}", f"192.0.2.{10 + i}") for i in (1, 2, 3))
SETTINGS = build_settings(defaults())


def rolling_steps(patch: pytest.MonkeyPatch, servers: int) -> list[Step]:
    """The steps of rolling.apply() with their turns; sites stand in for nginx and the turns."""
    steps: list[Step] = []
    patch.setattr(rolling, "host", SimpleNamespace(loop=iter, log=lambda line: None))
    patch.setattr(rolling, "balancer", RollingSite)
    patch.setattr(rolling, "take_turn", RollingSite.take_turn)
    patch.setattr(rolling, "stop_the_roll", lambda state, host, site: False)

    def recorder(step: Any) -> Any:
        return lambda name, run, member, **turn: steps.append((step, turn))

    for name, operation in list(vars(rolling).items()):
        if hasattr(operation, "_inner"):
            patch.setattr(rolling, name, recorder(operation._inner))
    site: Any = SimpleNamespace(cluster=SimpleNamespace(app=SERVERS[:servers]))
    rolling.apply(site, SERVERS[0])
    return steps


class RollingSite:
    """Stands in for a Run and for what its commands change."""

    def __init__(
        self, asked: Profile, found: Sequence[ServerState], failure: TurnFailure | None = None
    ) -> None:
        """Take what is asked and found; `failure` is how the turn of one server will end."""
        self.asked: Profile = asked
        self.found = tuple(found)
        self.cluster = Cluster(SETTINGS, BALANCERS, SERVERS[: len(found)], ())
        self.plan = plan_roll(asked, found)
        self.sessions = {server.name: server.sessions for server in found}
        self.serving = {server.name for server in found if server.serving or not server.pending}
        self.turns: list[str] = []
        self.loaded: dict[str, Loaded] = {}
        self.failure: TurnFailure | None = None
        self._failure_to_come = failure

    def roll_plan(self) -> RollPlan:
        return self.plan

    def roll(self, steps: Sequence[Step]) -> Iterator[None]:
        """Run the steps as pyinfra does, command by command; a failed one ends it after its step.

        Every host finishes a step before any begins the next.
        """
        for step, turn in steps:
            done = True
            for member in self.cluster.members:
                for command in step(run=self, member=member, **turn):
                    done &= command.function(None, None, *command.args)
                    yield
            if not done:
                return

    def as_found_next(self) -> list[ServerState]:
        """What the next run finds."""
        down = {name for _, marked in self.loaded.values() for name in marked}
        had_turn = {server.name for server in self.found if not server.pending} | set(self.turns)
        if self.failure:
            had_turn.discard(self.failure.server)
        return [
            replace(
                server,
                pending=server.name not in had_turn,
                serving=server.name in self.serving - down,
                down=server.name in down or (server.down and not self.loaded),
                sessions=self.sessions[server.name],
            )
            for server in self.found
        ]

    @staticmethod
    def fingerprint(site: "RollingSite", balancing: Balancing, down: frozenset[str]) -> Loaded:
        return balancing, down

    @staticmethod
    def is_loaded(site: "RollingSite", member: Member, wanted: Loaded) -> bool:
        return site.loaded.get(member.name) == wanted

    @staticmethod
    def load(state: None, host: None, site: "RollingSite", member: Member, *wanted: Any) -> bool:
        assert site.loaded.get(member.name) != wanted, f"nginx loads what it has: {site}"
        site.loaded[member.name] = wanted[0], wanted[1]
        site._judge(member.name, site.serving)
        return True

    @staticmethod
    def take_turn(state: None, host: None, site: "RollingSite", member: Member) -> bool:
        name, failure = member.name, site._failure_to_come
        others = site.serving - {name}
        assert site.loaded.keys() == {balancer.name for balancer in BALANCERS}, site
        # Whoever does not serve has been brought back before.
        assert others or name not in site.serving or len(site.found) == 1, site
        for _, down in site.loaded.values():
            assert name in down or not others, f"{name} restarts under its visitors: {site}"
        site.turns.append(name)
        if failure and failure.server == name:
            site.failure = failure
            site.serving = others | ({name} if failure.serves else set())
        else:
            site.sessions[name] = site.asked
            site.serving = others | {name}
        for balancer in BALANCERS:
            site._judge(balancer.name, others)
        return True

    def _judge(self, balancer: str, serving: set[str]) -> None:
        balancing, down = self.loaded[balancer]
        in_memory = {name for name, kept in self.sessions.items() if kept in ("sticky", "local")}
        safe = balancing == "ip_hash" or self.asked == "local" or not in_memory
        assert safe, f"round robin over sessions in memory: {self}"
        assert serving - down or not serving, f"nobody in rotation serves: {self}"

    def __repr__(self) -> str:
        turns = f"turns {self.turns}, then {self.failure}"
        return f"{self.asked} asked, {self.found} found, {self.loaded} loaded, {turns}"
