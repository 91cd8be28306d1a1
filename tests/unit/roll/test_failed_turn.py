"""Every mix of what a deploy may find, with something that goes wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from roles.configuration.settings import Profile
from roles.plan.turn_report import Outcome, TurnReport
from tests.unit.doubles.rolling_site import NEW, OLD, Process, RollingSite
from tests.unit.doubles.rolling_steps import roll, rolling_steps
from tests.unit.roll.test_roll import OTHER_PORT, PORT, PROFILES, possible_mixes, run


def failing_sites(
    asked: Profile, servers: int, serves: bool, back: str, maintenance: bool = False
) -> Iterator[RollingSite]:
    """Every site with each server's turn failing in turn."""
    for found, marks in possible_mixes(asked, servers, OTHER_PORT):
        settings = {"rollback_on_failure": back, "maintenance": maintenance}
        for name in RollingSite(asked, found, marks).plan.order:
            site = RollingSite(asked, found, marks, **settings)
            site.fails = name, serves
            yield site


def left_out(site: RollingSite) -> set[str]:
    """Who is kept from visitors by some load balancer that has loaded anything."""
    return {name for loaded in site.loaded.values() for name in site.runs.keys() - loaded.within}


@pytest.mark.parametrize("back", ["fleet", "host"])
@pytest.mark.parametrize("serves", [True, False])
@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_stops_at_a_failed_turn(
    asked: Profile, serves: bool, back: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for site in failing_sites(asked, 2, serves, back):
        run(site, steps)
        assert site.failure and site.fails
        order, name = list(site.plan.order), site.fails[0]
        assert site.turns == order[: order.index(name) + 1]
        assert (name in site.serving) is serves, site
        (said,) = site.said
        assert said.startswith(f"The turn of {name} failed.\n    gate failed: readiness")
        assert ("is back on what it ran before" in said) is serves


@pytest.mark.parametrize("serves", [True, False])
@pytest.mark.parametrize("asked", ["clustered", "sticky"])
def test_the_servers_that_were_moved_go_back(
    asked: Profile, serves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    for site in failing_sites(asked, 3, serves, "fleet"):
        run(site, steps)
        assert site.fails
        for server in site.found:
            found = Process(server.release, server.sessions, server.port or PORT)
            if server.name in site.turns and server.name != site.fails[0]:
                moved = server.healthy is False
                # Nobody would be served while the last one that serves goes back.
                alone = site.alive & site.passed == {server.name}
                new = Process(NEW, asked)
                assert site.runs[server.name] == (new if alone or not moved else found), site
            else:
                assert site.runs[server.name] == found, site
        assert site.alive & site.passed <= site.serving, site


@pytest.mark.parametrize("moved", [True, False])
def test_what_an_interrupted_run_moved_goes_back_and_what_ran_for_long_stays(
    moved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    went = 0
    for found, marks in possible_mixes("clustered", 3):
        marked = [
            replace(server, moved=moved, previous=OLD) if not server.pending else server
            for server in found
        ]
        for name in RollingSite("clustered", marked, marks).plan.order[-1:]:
            site = RollingSite("clustered", marked, marks, rollback_on_failure="fleet")
            site.fails = name, True
            run(site, steps)
            well = {server.name for server in found if not server.pending}
            assert moved or not well & set(site.restored), site
            went += len(well & set(site.restored))
    assert bool(went) is moved


@pytest.mark.parametrize("serves", [True, False])
def test_nothing_changes_any_more_once_the_lock_is_lost_after_a_failed_turn(
    serves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    said = ""
    for site in failing_sites("clustered", 2, serves, "fleet"):
        changes = roll(site, steps)
        while not site.failure:
            next(changes)
        site.lease.lose("lb1")
        loaded = dict(site.loaded)
        assert list(changes), "the run is refused"
        assert (site.loaded, site.restored) == (loaded, [])
        said += "".join(site.said)
    assert "did not go back: see status.py. The deploy lock on lb1 was lost" in said


def test_a_turn_back_that_is_refused_is_followed_by_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    refused = 0
    for site in failing_sites("clustered", 3, True, "fleet"):
        lost = ("The deploy lock was lost",)
        site.restoring = TurnReport(Outcome.UNKNOWN, lost, refused=True)
        run(site, steps)
        assert len(site.restored) <= 1
        assert set(site.restored) <= left_out(site), "nginx was changed afterwards"
        refused += len(site.restored)
    assert refused


@pytest.mark.parametrize(("back", "work"), [("host", "deploy"), ("fleet", "rollback")])
@pytest.mark.parametrize("asked", PROFILES)
def test_only_the_failed_server_goes_back_where_so_asked_and_in_a_rollback(
    asked: Profile, back: str, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for site in failing_sites(asked, 2, True, back):
        site.work = work
        run(site, steps)
        assert not site.restored
        for name in site.turns[:-1]:
            assert site.runs[name] == Process(NEW, asked)
            went_back = f"Back on {site.revision} already, and left so: {name}."
            assert (went_back in site.said[0]) is (work == "rollback")


@pytest.mark.parametrize(
    ("back", "stays_in_rotation"),
    [
        (Outcome.RESTORED, True),
        (Outcome.OUT, False),
        (Outcome.UNKNOWN, False),
    ],
)
def test_a_server_that_cannot_go_back_is_named_and_serves_or_is_out(
    back: Outcome, stays_in_rotation: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    for site in failing_sites("clustered", 3, False, "fleet"):
        site.restoring = TurnReport(back, ("gate failed: smoke",))
        run(site, steps)
        for name in site.restored:
            assert site.runs[name] == Process(NEW, "clustered")
            assert (name not in left_out(site)) is stays_in_rotation
            assert name in site.said[0] and "did not go back" in site.said[0]


@pytest.mark.parametrize(("asked", "found"), [(True, False), (False, True), (False, False)])
def test_maintenance_outlasts_a_failed_turn(
    asked: bool, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for site in failing_sites("clustered", 2, True, "fleet", maintenance=asked):
        site.in_maintenance = found
        run(site, steps)
        assert {loaded.maintenance for loaded in site.loaded.values()} == {asked or found}
