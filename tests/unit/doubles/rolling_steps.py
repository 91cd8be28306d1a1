"""The steps of roles/roll/rolling.py, run on a site that stands in for nginx and for the turns."""

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from roles.configuration.cluster import Member
from roles.plan.turn_report import TurnReport
from roles.roll import carriers, fleet, rolling
from roles.roll.turn import How, end_turn
from roles.rotation import Rotation, maintenance_during, settled_rotation
from tests.unit.doubles.rolling_site import SERVERS, SETTINGS, Loaded, RollingSite

Step = tuple[Any, dict[str, int]]


class SiteLb:
    """Stands in for roles/lb.py."""

    maintenance_during = staticmethod(maintenance_during)
    settled_rotation = staticmethod(settled_rotation)

    @staticmethod
    def fingerprint(site: RollingSite, member: Member, rotation: Rotation) -> Loaded:
        ports = tuple(rotation.ports.get(name, SETTINGS.app_port) for name in site.runs)
        return Loaded(rotation.balancing, frozenset(rotation.within), ports, rotation.maintenance)

    @staticmethod
    def is_loaded(site: RollingSite, member: Member, wanted: Loaded) -> bool:
        return site.loaded.get(member.name) == wanted

    @staticmethod
    def load(
        state: None, host: None, site: RollingSite, member: Member, rotation: Rotation
    ) -> bool:
        if site.lease.lost_on:
            return False
        return site.load(member.name, SiteLb.fingerprint(site, member, rotation))


def _take_turn(state: None, host: None, site: RollingSite, member: Member) -> bool:
    if site.lease.lost_on:
        return False
    ending: Any = site
    end_turn(ending, member, site.take_turn(member.name))
    return True


def _run_turn(site: RollingSite, member: Member, how: How) -> TurnReport:
    assert how == "restore"
    return site.restore(member.name)


def rolling_steps(patch: pytest.MonkeyPatch, servers: int) -> list[Step]:
    """The steps of rolling.apply() with their turns."""
    steps: list[Step] = []
    patch.setattr(rolling, "host", SimpleNamespace(loop=iter, log=lambda line: None))
    patch.setattr(rolling, "lb", SiteLb)
    patch.setattr(rolling, "take_turn", _take_turn)
    patch.setattr(rolling, "announce", lambda site: None)
    patch.setattr(fleet, "lb", SiteLb)
    patch.setattr(fleet, "run_turn", _run_turn)
    for asking in (carriers, fleet):
        patch.setattr(asking, "still_answering", RollingSite.answering)

    def recorder(step: Any) -> Any:
        return lambda name, run, member, **turn: steps.append((step, turn))

    for name, operation in list(vars(rolling).items()):
        if hasattr(operation, "_inner"):
            patch.setattr(rolling, name, recorder(operation._inner))
    site: Any = SimpleNamespace(cluster=SimpleNamespace(app=SERVERS[:servers]))
    rolling.apply(site, SERVERS[0])
    return steps


def roll(site: RollingSite, steps: Sequence[Step]) -> Iterator[None]:
    """Run the steps as pyinfra does, command by command; a failed one ends it after its step.

    Every host finishes a step before any begins the next.
    """
    for step, turn in steps:
        done = True
        # All hosts begin a step at once.
        commands = [
            (member, command)
            for member in site.cluster.members
            for command in step(run=site, member=member, **turn)
        ]
        for member, command in commands:
            done &= command.function(None, site.host(member), *command.args)
            yield
        if not done:
            return
