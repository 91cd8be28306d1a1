"""Every mix of what a deploy may find, rolled to every profile."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

import pytest

from roles.plan import ServerState
from roles.settings import Profile
from tests.unit.rolling_site import BALANCERS, NEW, OLD, SETTINGS, Loaded, Process, RollingSite
from tests.unit.rolling_steps import Step, roll, rolling_steps

PROFILES: list[Profile] = ["clustered", "sticky", "local"]
# serving, down: in rotation, out of order, left out of rotation by an earlier run.
CONDITIONS = [(True, False), (False, False), (False, True)]
PORT, OTHER_PORT = SETTINGS.app_port, SETTINGS.app_port + 1


def possible_states(name: str, asked: Profile, port: int) -> Iterator[ServerState]:
    """What a server can be: a healthy one keeps its sessions as asked, and runs."""
    for sessions, (serving, down) in product((*PROFILES, None), CONDITIONS):
        before = (OLD, port, False) if sessions else (None, None, None)
        yield ServerState(name, True, serving, down, sessions, *before)
    yield ServerState(name, False, True, False, asked, NEW, PORT, True, OLD)
    yield ServerState(name, False, False, True, asked, NEW, PORT, True, OLD)


def possible_mixes(
    asked: Profile, servers: int, port: int = PORT
) -> Iterator[tuple[ServerState, ...]]:
    return product(*(possible_states(f"app{i + 1}", asked, port) for i in range(servers)))


def run(site: RollingSite, steps: Sequence[Step], cut: int | None = None) -> int:
    """Roll a site, or its first `cut` changes; give how many changes there were."""
    return sum(1 for _ in islice(roll(site, steps), cut))


@pytest.mark.parametrize(
    ("servers", "port"), [(1, PORT), (2, PORT), (1, OTHER_PORT), (2, OTHER_PORT), (3, OTHER_PORT)]
)
@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_keeps_sessions_reachable_and_the_site_served(
    asked: Profile, servers: int, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, servers)
    for found in possible_mixes(asked, servers, port):
        site = RollingSite(asked, found)
        run(site, steps)
        assert site.turns == list(site.plan.order)
        assert set(site.runs.values()) == {Process(NEW, asked)}
        settled = Loaded(site.plan.after, frozenset(), (PORT,) * servers, maintenance=False)
        assert site.loaded == {lb.name: settled for lb in BALANCERS}


@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_that_was_cut_off_anywhere_is_finished_by_the_next(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found in possible_mixes(asked, 2, OTHER_PORT):
        for cut in range(run(RollingSite(asked, found), steps)):
            first = RollingSite(asked, found)
            run(first, steps, cut)
            site = RollingSite(asked, first.as_found_next())
            site.loaded = first.loaded
            run(site, steps)
            assert set(site.runs.values()) == {Process(NEW, asked)}
            assert len(first.turns) + len(site.turns) == len(first.plan.order)


@pytest.mark.parametrize("asked", PROFILES)
def test_a_run_that_lost_its_lock_changes_nothing_any_more(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found in possible_mixes(asked, 2):
        for cut in range(run(RollingSite(asked, found), steps)):
            site = RollingSite(asked, found)
            changes = roll(site, steps)
            assert sum(1 for _ in islice(changes, cut)) == cut
            before = dict(site.loaded), list(site.turns)
            site.lease.lose("lb1")
            assert list(changes), "the run is refused"
            assert (site.loaded, site.turns) == before


def test_maintenance_begins_before_the_first_turn_and_ends_after_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found in possible_mixes("clustered", 2):
        for asked, already in product((True, False), repeat=2):
            site = RollingSite("clustered", found, maintenance=asked)
            site.in_maintenance = already
            for _ in roll(site, steps):
                turned = {loaded.maintenance for loaded in site.loaded.values()}
                during = len(site.turns) < len(site.plan.order)
                assert not during or turned == {asked or already}
            assert {loaded.maintenance for loaded in site.loaded.values()} == {asked}
