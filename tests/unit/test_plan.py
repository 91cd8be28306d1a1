from dataclasses import replace

import pytest

from roles.plan import RollPlan, ServerState, plan_roll
from roles.settings import Profile

OUTDATED = ServerState("", pending=True, serving=True, down=False, sessions="clustered")
WELL = replace(OUTDATED, pending=False)
DEAD = replace(OUTDATED, serving=False)
LEFT_OUT = replace(OUTDATED, serving=False, down=True)
NEW = replace(DEAD, sessions=None)


def plan(profile: Profile, *found: ServerState) -> RollPlan:
    servers = [replace(state, name=f"app{i}") for i, state in enumerate(found, start=1)]
    return plan_roll(profile, servers)


def plan_from(profile: Profile, *sessions: str | None) -> RollPlan:
    return plan(profile, *(replace(OUTDATED, sessions=kept) for kept in sessions))


@pytest.mark.parametrize(
    "sessions",
    [("sticky", "sticky"), ("clustered", "sticky"), ("local", "clustered"), (None, "clustered")],
)
def test_on_the_way_to_clustered_round_robin_comes_last(sessions: tuple[str | None, ...]) -> None:
    found = plan_from("clustered", *sessions)
    assert (found.during, found.after) == ("ip_hash", "round_robin")


@pytest.mark.parametrize(
    "sessions", [("clustered", "clustered"), ("sticky", "clustered"), (None, None)]
)
def test_on_the_way_to_sticky_ip_hash_comes_first(sessions: tuple[str | None, ...]) -> None:
    found = plan_from("sticky", *sessions)
    assert (found.during, found.after) == ("ip_hash", "ip_hash")


def test_a_new_release_of_a_clustered_site_keeps_round_robin() -> None:
    found = plan_from("clustered", "clustered", "clustered")
    assert (found.during, found.after) == ("round_robin", "round_robin")


@pytest.mark.parametrize("sessions", ["clustered", "sticky", "local"])
def test_local_is_round_robin_all_the_way(sessions: str) -> None:
    found = plan_from("local", sessions, "clustered")
    assert (found.during, found.after) == ("round_robin", "round_robin")


@pytest.mark.parametrize(
    ("found", "order"),
    [
        ((OUTDATED, OUTDATED, OUTDATED), ("app1", "app2", "app3")),
        ((OUTDATED, WELL, OUTDATED), ("app1", "app3")),
        ((OUTDATED, OUTDATED, DEAD), ("app3", "app1", "app2")),
        ((OUTDATED, LEFT_OUT, DEAD), ("app2", "app3", "app1")),
        ((NEW, NEW), ("app1", "app2")),
        ((WELL, WELL), ()),
    ],
)
def test_pending_servers_take_turns_and_who_does_not_serve_goes_first(
    found: tuple[ServerState, ...], order: tuple[str, ...]
) -> None:
    assert plan("clustered", *found).order == order


@pytest.mark.parametrize(
    ("found", "down"),
    [
        ((OUTDATED, OUTDATED), [{"app1"}, {"app2"}]),
        ((WELL, OUTDATED), [{"app2"}]),
        ((OUTDATED, DEAD), [{"app2"}, {"app1"}]),
        # Who was left out stays out until its turn is over.
        ((OUTDATED, OUTDATED, LEFT_OUT), [{"app3"}, {"app1"}, {"app2"}]),
        ((OUTDATED, LEFT_OUT, LEFT_OUT), [{"app2", "app3"}, {"app3"}, {"app1"}]),
        # The first server of a new site has nobody to leave its visitors to.
        ((NEW, NEW), [set(), {"app2"}]),
        ((OUTDATED,), [set()]),
    ],
)
def test_in_each_turn_its_server_is_out_of_rotation_if_another_serves(
    found: tuple[ServerState, ...], down: list[set[str]]
) -> None:
    made = plan("clustered", *found)
    assert [made.down_in_turn(turn) for turn in range(len(made.order))] == down


def test_who_was_left_out_waits_for_its_turn() -> None:
    made = plan("clustered", LEFT_OUT, OUTDATED, LEFT_OUT)
    assert made.order == ("app1", "app3", "app2")
    waiting = [made.waiting(turn) for turn in range(4)]
    assert waiting == [{"app1", "app3"}, {"app3"}, set(), set()]


def test_a_healthy_server_that_an_earlier_run_left_out_does_not_wait() -> None:
    made = plan("clustered", replace(WELL, serving=False, down=True), OUTDATED)
    assert made.waiting(0) == set()
    assert made.down_in_turn(0) == {"app2"}
