from dataclasses import replace

import pytest

from roles.configuration.settings import Profile
from roles.plan.balancing import Affinity, Balancing
from roles.plan.roll import RollPlan, ServerState, plan_roll

OUTDATED = ServerState("", pending=True, answers=True, serving=True, sessions="clustered")
WELL = replace(OUTDATED, pending=False)
WELL_BUT_OUT = replace(WELL, serving=False)
HUNG = replace(WELL_BUT_OUT, answers=False)
DEAD = replace(OUTDATED, answers=False, serving=False)
LEFT_OUT = replace(OUTDATED, serving=False)
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
    ("found", "within"),
    [
        ((OUTDATED, OUTDATED), ["app2", "app1"]),
        ((WELL, OUTDATED), ["app1"]),
        ((OUTDATED, DEAD), ["app1", "app2"]),
        # Who was left out stays out until its turn is over, and so does who never started.
        ((OUTDATED, OUTDATED, LEFT_OUT), ["app1 app2", "app2 app3", "app1 app3"]),
        ((OUTDATED, LEFT_OUT, LEFT_OUT), ["app1", "app1 app2", "app2 app3"]),
        ((WELL, WELL, NEW), ["app1 app2"]),
        ((OUTDATED, WELL, NEW, NEW), ["app1 app2", "app1 app2 app3", "app2 app3 app4"]),
        ((WELL, DEAD, DEAD), ["app1", "app1 app2"]),
        # A healthy one that an earlier run left out is back at once, if it answers.
        ((WELL_BUT_OUT, OUTDATED), ["app1"]),
        ((HUNG, OUTDATED, OUTDATED), ["app3", "app2"]),
        # The first server of a new site has nobody to leave its visitors to.
        ((NEW, NEW), ["", "app1"]),
        ((OUTDATED,), ["app1"]),
        ((HUNG, OUTDATED), ["app2"]),
        ((DEAD,), [""]),
    ],
)
def test_in_rotation_are_those_that_serve_or_have_passed_their_gates(
    found: tuple[ServerState, ...], within: list[str]
) -> None:
    made = plan("clustered", *found)
    turns = range(len(made.order))
    assert [made.in_rotation(turn, made.carriers(turn)) for turn in turns] == [
        set(names.split()) for names in within
    ]


def test_who_does_not_answer_any_more_carries_nothing() -> None:
    made = plan("clustered", OUTDATED, OUTDATED, OUTDATED)
    assert made.carriers(0) == {"app2", "app3"}
    assert made.in_rotation(0, frozenset({"app3"})) == {"app3"}
    # With nobody else the server itself stays, whatever becomes of it.
    assert made.in_rotation(0, frozenset()) == {"app1"}


@pytest.mark.parametrize(
    ("found", "alone"),
    [
        ((OUTDATED,), "app1"),
        ((OUTDATED, OUTDATED), None),
        ((OUTDATED, WELL), None),
        # Who does not serve takes its turn before, and does.
        ((OUTDATED, DEAD), None),
        ((OUTDATED, LEFT_OUT), None),
        ((OUTDATED, HUNG), "app1"),
        ((OUTDATED, WELL_BUT_OUT), None),
        # There is nothing to take down.
        ((DEAD,), None),
        ((NEW, NEW), None),
        ((WELL,), None),
    ],
)
def test_only_a_server_that_serves_alone_takes_the_site_down(
    found: tuple[ServerState, ...], alone: str | None
) -> None:
    assert plan("clustered", *found).takes_the_site_down() == alone


def test_a_server_listens_where_it_did_until_it_has_had_its_turn() -> None:
    moving, dead = replace(OUTDATED, port=8081), replace(DEAD, port=8082)
    made = plan("clustered", moving, replace(WELL, port=8080), dead, NEW)
    assert made.order == ("app3", "app4", "app1")
    ports = [made.ports(made.had_turn(turn)) for turn in range(4)]
    assert ports == [{"app1": 8081, "app3": 8082}, {"app1": 8081}, {"app1": 8081}, {}]


def test_whoever_serves_or_has_had_its_turn_is_able_to_serve() -> None:
    made = plan("clustered", LEFT_OUT, OUTDATED, WELL_BUT_OUT, DEAD)
    assert made.order == ("app1", "app4", "app2")
    able = [made.able(turn) for turn in range(3)]
    assert able == [{"app2", "app3"}, {"app1", "app2", "app3"}, {"app1", "app2", "app3", "app4"}]


@pytest.mark.parametrize(
    ("profile", "sessions", "asked", "found", "during", "after"),
    [
        ("sticky", "clustered", "cookie", "round_robin", "cookie", "cookie"),
        ("sticky", "sticky", "cookie", "cookie", "cookie", "cookie"),
        # Who has a cookie is known by it until the last turn is over.
        ("sticky", "sticky", "ip_hash", "cookie", "cookie", "ip_hash"),
        ("sticky", "sticky", "cookie", "ip_hash", "cookie", "cookie"),
        ("clustered", "sticky", "ip_hash", "cookie", "cookie", "round_robin"),
        ("clustered", "clustered", "cookie", "round_robin", "round_robin", "round_robin"),
        ("local", "sticky", "cookie", "round_robin", "round_robin", "round_robin"),
    ],
)
def test_visitors_with_a_cookie_keep_their_server_while_servers_take_turns(
    profile: Profile,
    sessions: str,
    asked: Affinity,
    found: Balancing,
    during: Balancing,
    after: Balancing,
) -> None:
    servers = [replace(OUTDATED, name=name, sessions=sessions) for name in ("app1", "app2")]
    planned = plan_roll(profile, servers, asked, [found])
    assert (planned.during, planned.after) == (during, after)
