"""Every mix of what a deploy may find, rolled to every profile."""

from collections.abc import Iterator
from itertools import product

import pytest

from roles.plan import ServerState
from roles.run import TurnFailure
from roles.settings import Profile
from tests.unit.rolling_site import BALANCERS, RollingSite, rolling_steps

PROFILES: list[Profile] = ["clustered", "sticky", "local"]
# serving, down: in rotation, out of order, left out of rotation by an earlier run.
CONDITIONS = [(True, False), (False, False), (False, True)]


def possible_states(name: str, asked: Profile) -> Iterator[ServerState]:
    """What a server can be: a healthy one keeps its sessions as asked, and runs."""
    for sessions, (serving, down) in product((*PROFILES, None), CONDITIONS):
        yield ServerState(name, True, serving, down, sessions)
    yield ServerState(name, False, True, False, asked)


def possible_mixes(asked: Profile, servers: int) -> Iterator[tuple[ServerState, ...]]:
    return product(*(possible_states(f"app{i + 1}", asked) for i in range(servers)))


@pytest.mark.parametrize("servers", [1, 2, 3])
@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_keeps_sessions_reachable_and_the_site_served(
    asked: Profile, servers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, servers)
    for found in possible_mixes(asked, servers):
        site = RollingSite(asked, found)
        site.roll(steps)
        assert site.turns == list(site.plan.order)
        assert set(site.sessions.values()) == {asked}
        assert site.loaded == {lb.name: (site.plan.after, frozenset()) for lb in BALANCERS}


@pytest.mark.parametrize("restored", [True, False])
@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_stops_at_a_failed_turn(
    asked: Profile, restored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found in possible_mixes(asked, 2):
        for name in RollingSite(asked, found).plan.order:
            site = RollingSite(asked, found, TurnFailure(name, restored, ()))
            site.roll(steps)
            order = list(site.plan.order)
            assert site.failure and site.turns == order[: order.index(name) + 1]
            for _, down in site.loaded.values():
                if restored:
                    assert name not in down, site
                else:
                    assert name in down or not site.serving, site
