"""Every mix of what a deploy may find, rolled to every profile."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

import pytest

from roles.plan import ServerState
from roles.run import TurnFailure
from roles.settings import Profile
from tests.unit.rolling_site import BALANCERS, RollingSite, Step, rolling_steps

PROFILES: list[Profile] = ["clustered", "sticky", "local"]
# serving, down: in rotation, out of order, left out of rotation by an earlier run.
CONDITIONS = [(True, False), (False, False), (False, True)]


def possible_states(name: str, asked: Profile) -> Iterator[ServerState]:
    """What a server can be: a healthy one keeps its sessions as asked, and runs."""
    for sessions, (serving, down) in product((*PROFILES, None), CONDITIONS):
        yield ServerState(name, True, serving, down, sessions)
    yield ServerState(name, False, True, False, asked)
    yield ServerState(name, False, False, True, asked)


def possible_mixes(asked: Profile, servers: int) -> Iterator[tuple[ServerState, ...]]:
    return product(*(possible_states(f"app{i + 1}", asked) for i in range(servers)))


def roll(site: RollingSite, steps: Sequence[Step], cut: int | None = None) -> int:
    """Roll a site, or its first `cut` changes; give how many changes there were."""
    return sum(1 for _ in islice(site.roll(steps), cut))


@pytest.mark.parametrize("servers", [1, 2, 3])
@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_keeps_sessions_reachable_and_the_site_served(
    asked: Profile, servers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, servers)
    for found in possible_mixes(asked, servers):
        site = RollingSite(asked, found)
        roll(site, steps)
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
            roll(site, steps)
            order = list(site.plan.order)
            assert site.failure and site.turns == order[: order.index(name) + 1]
            for _, down in site.loaded.values():
                if restored:
                    assert name not in down, site
                else:
                    assert name in down or not site.serving, site


@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_that_was_cut_off_anywhere_is_finished_by_the_next(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found in possible_mixes(asked, 2):
        for cut in range(roll(RollingSite(asked, found), steps)):
            first = RollingSite(asked, found)
            roll(first, steps, cut)
            site = RollingSite(asked, first.as_found_next())
            site.loaded = first.loaded
            roll(site, steps)
            assert set(site.sessions.values()) == {asked}
            assert len(first.turns) + len(site.turns) == len(first.plan.order)
