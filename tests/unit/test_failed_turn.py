"""Every mix of what a deploy may find, with a turn that fails."""

from collections.abc import Iterator

import pytest

from roles.remote import ScriptResult
from roles.run import TurnFailure
from roles.settings import Profile
from tests.unit.rolling_site import NEW, OLD, Process, RollingSite
from tests.unit.rolling_steps import roll, rolling_steps
from tests.unit.test_roll import OTHER_PORT, PORT, PROFILES, possible_mixes, run

LINES = ("gate failed: readiness", "outcome: as it is")


def failing_sites(
    asked: Profile, servers: int, serves: bool, back: str, maintenance: bool = False
) -> Iterator[RollingSite]:
    """Every site with each server's turn failing in turn."""
    for found in possible_mixes(asked, servers, OTHER_PORT):
        # Three servers make many mixes: `local` keeps its sessions where `sticky` does.
        if servers == 3 and any(server.sessions == "local" for server in found):
            continue
        for name in RollingSite(asked, found).plan.order:
            failure = TurnFailure(name, serves, LINES)
            settings = {"rollback_on_failure": back, "maintenance": maintenance}
            yield RollingSite(asked, found, failure, **settings)


def down_anywhere(site: RollingSite) -> set[str]:
    return {name for loaded in site.loaded.values() for name in loaded.down}


@pytest.mark.parametrize("back", ["fleet", "host"])
@pytest.mark.parametrize("serves", [True, False])
@pytest.mark.parametrize("asked", PROFILES)
def test_a_roll_stops_at_a_failed_turn(
    asked: Profile, serves: bool, back: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for site in failing_sites(asked, 2, serves, back):
        run(site, steps)
        order = list(site.plan.order)
        assert site.failure
        name = site.failure.server
        assert site.turns == order[: order.index(name) + 1]
        if serves:
            assert name not in down_anywhere(site), site
        else:
            assert name in down_anywhere(site) or not site.serving, site
        (said,) = site.said
        assert said.startswith(f"The turn of {name} failed.\n    gate failed: readiness")
        assert ("is back on what it ran before" in said) is serves


@pytest.mark.parametrize("serves", [True, False])
@pytest.mark.parametrize("asked", ["clustered", "sticky"])
def test_the_fleet_goes_back_to_what_it_ran_before(
    asked: Profile, serves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    for site in failing_sites(asked, 3, serves, "fleet"):
        earlier = dict(site.before)
        run(site, steps)
        assert site.failure
        failed = next(server for server in site.found if server.name == site.failure.server)
        for server in site.found:
            before = Process(server.release, server.sessions, server.port or PORT)
            if server.release == OLD and server.pending:
                wanted = before
            elif failed.release == OLD and not server.pending:
                wanted = earlier[server.name]
            elif server.name in site.turns and server != failed:
                wanted = Process(NEW, asked)
            else:
                wanted = before
            # Nobody would be served while the last one that serves goes back.
            if site.serving == {server.name} and server != failed:
                assert server.name not in site.restored, site
            else:
                assert site.runs[server.name] == wanted, site
        assert not site.serving & down_anywhere(site), site


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
    # Where nginx is as it shall be, it is the end of the roll that says so.
    assert ("did not go back: see status.py. The deploy lock on lb1 was lost" in said) is not serves


def test_a_turn_back_that_is_refused_is_followed_by_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    refused = 0
    for site in failing_sites("clustered", 3, True, "fleet"):
        site.restoring = ScriptResult(False, ["The deploy lock was lost"], refused=True)
        run(site, steps)
        assert len(site.restored) <= 1
        assert set(site.restored) <= down_anywhere(site), "nginx was changed afterwards"
        refused += len(site.restored)
    assert refused


@pytest.mark.parametrize("asked", PROFILES)
def test_only_the_failed_server_goes_back_where_so_asked(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for site in failing_sites(asked, 2, True, "host"):
        run(site, steps)
        assert not site.restored
        for name in site.turns[:-1]:
            assert site.runs[name] == Process(NEW, asked)


@pytest.mark.parametrize(
    ("back", "stays_in_rotation"),
    [
        (ScriptResult(False, ["gate failed: smoke", "outcome: restored"]), True),
        (ScriptResult(False, ["gate failed: smoke", "outcome: out"]), False),
        (ScriptResult(False, ["the connection to app1 was lost: timed out"]), False),
    ],
)
def test_a_server_that_cannot_go_back_is_named_and_serves_or_is_out(
    back: ScriptResult, stays_in_rotation: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    for site in failing_sites("clustered", 3, False, "fleet"):
        site.restoring = back
        run(site, steps)
        for name in site.restored:
            assert site.runs[name] == Process(NEW, "clustered")
            assert (name not in down_anywhere(site)) is stays_in_rotation
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
