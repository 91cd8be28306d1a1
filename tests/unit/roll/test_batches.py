"""Several servers take their turn at once, and never more than the site can spare."""

import pytest

from roles.configuration.settings import Profile
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from roles.plan.batches import batch_and_kept, batches
from roles.plan.failure import too_few_left, turn_failed
from roles.plan.roll import ServerState, plan_roll
from roles.plan.turn_report import Outcome, TurnReport
from tests.unit.doubles.examples import defaults
from tests.unit.doubles.rolling_site import RollingSite
from tests.unit.doubles.rolling_steps import rolling_steps
from tests.unit.roll.test_roll import OTHER_PORT, is_settled, possible_mixes, run

TWELVE = tuple(f"app{number}" for number in range(1, 13))


@pytest.mark.parametrize(
    ("asked", "keep", "servers", "wanted"),
    [
        (1, 1, 12, (1, 1)),
        (3, 9, 12, (3, 9)),
        ("25%", "75%", 12, (3, 9)),
        ("25%", "75%", 10, (2, 8)),
        ("25%", "1%", 3, (1, 1)),
        ("100%", "100%", 7, (7, 7)),
    ],
)
def test_a_share_never_takes_out_more_than_it_says_nor_keeps_less(
    asked: int | str, keep: int | str, servers: int, wanted: tuple[int, int]
) -> None:
    settings = build_settings(defaults(rolling_batch=asked, rolling_keep=keep))
    assert batch_and_kept(settings, servers) == wanted


@pytest.mark.parametrize("asked", [0, -1, 1.5, "0%", "101%", "2.5%", "half", "", None])
def test_what_is_neither_a_count_nor_a_share_is_refused(asked: object) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(rolling_keep=asked))
    assert str(refused.value) == (
        f"rolling_keep is {asked!r}: expected a count of servers, such as 2, or a share of them, "
        "such as 25%."
    )


@pytest.mark.parametrize(
    ("able", "batch", "keep", "sizes"),
    [
        (12, 1, 1, [1] * 12),
        (12, 3, 1, [3, 3, 3, 3]),
        (12, 5, 1, [5, 5, 2]),
        (12, 5, 9, [3, 3, 3, 3]),
        (12, 12, 1, [11, 1]),
        # Nobody is there yet: the first one shows that the release starts at all.
        (0, 3, 1, [1, 3, 3, 3, 2]),
        # Too few are left whatever the turn: that is refused elsewhere.
        (12, 3, 12, [1] * 12),
    ],
)
def test_a_turn_has_as_many_servers_as_asked_and_leaves_enough(
    able: int, batch: int, keep: int, sizes: list[int]
) -> None:
    turns = batches(TWELVE, TWELVE[:able], batch, keep)
    assert [len(turn) for turn in turns] == sizes
    assert tuple(name for turn in turns for name in turn) == TWELVE


def test_who_does_not_serve_takes_its_turn_beside_others_that_can_be_spared() -> None:
    assert batches(["app3", "app1", "app2"], ["app1", "app2"], 2, 1) == (
        ("app3", "app1"),
        ("app2",),
    )
    assert batches(["app2", "app1"], ["app1"], 2, 1) == (("app2",), ("app1",))


@pytest.mark.parametrize("asked", ["clustered", "sticky"])
def test_a_roll_in_batches_keeps_sessions_reachable_and_the_site_served(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, most = rolling_steps(monkeypatch, 3), 0
    for found, marks in possible_mixes(asked, 3, OTHER_PORT):
        site = RollingSite(asked, found, marks, rolling_batch=2)
        run(site, steps)
        assert is_settled(site), site
        most = max(most, *(len(turn) for turn in site.plan.turns), 0)
    assert most == 2


@pytest.mark.parametrize("back", ["fleet", "host"])
@pytest.mark.parametrize("serves", [True, False])
def test_who_passed_beside_one_that_failed_goes_back_with_the_fleet(
    serves: bool, back: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    went = 0
    for found, marks in possible_mixes("clustered", 3, OTHER_PORT):
        for name in RollingSite("clustered", found, marks).plan.order:
            site = RollingSite("clustered", found, marks, rolling_batch=2, rollback_on_failure=back)
            site.fails = name, serves
            run(site, steps)
            assert site.failure and site.failure.host == name
            turn = site.plan.turn_of(name)
            assert set(site.turns) == {*site.plan.had_turn(turn), *site.plan.turns[turn]}
            assert (name in site.serving) is serves, site
            assert site.alive & site.passed <= site.serving, site
            went += len({*site.plan.turns[turn]} & {*site.restored})
    assert bool(went) is (back == "fleet")


def test_several_that_failed_are_told_of_each_with_what_it_said() -> None:
    servers = [ServerState(f"app{i}", True, True, True, "clustered") for i in (1, 2, 3, 4)]
    plan = plan_roll("clustered", servers, batch=3)
    failure = turn_failed(
        plan,
        0,
        {
            "app1": TurnReport(Outcome.RESTORED, ("gate failed: smoke: 500",)),
            "app2": TurnReport(Outcome.HEALTHY, ("ready after 3 s",)),
            "app3": TurnReport(Outcome.OUT, ("gate failed: start",)),
        },
        frozenset({"app4"}),
    )
    assert failure.what == "The turns of app1 and app3 failed."
    assert failure.lines == ("app1:", "gate failed: smoke: 500", "app3:", "gate failed: start")
    assert failure.then == (
        "app1 is back on what it ran before and in rotation, app3 stays out of rotation; the "
        "servers after them are untouched."
    )
    assert failure.able == {"app1", "app2", "app4"}
    assert failure.moved == ("app2",)
    assert failure.reason == "smoke: 500"


def test_a_roll_that_would_leave_too_few_is_known_beforehand() -> None:
    servers = [ServerState(f"app{i}", True, True, True, "clustered") for i in (1, 2, 3)]
    assert plan_roll("clustered", servers, keep=2).falls_short() is None
    assert plan_roll("clustered", servers, keep=3).falls_short() == "app1"
    assert plan_roll("clustered", servers[:1], keep=3).falls_short() is None
    assert plan_roll("clustered", servers[:1], keep=3).takes_the_site_down() == "app1"


@pytest.mark.parametrize(
    ("able", "what", "why", "cure"),
    [
        (
            {"app3"},
            "app1 and app2 are not taken out: only app3 would serve.",
            "app4 answered when the run began, and does not any more",
            "lower rolling_keep.",
        ),
        (
            set(),
            "app1 and app2 are not taken out: nobody else would serve.",
            "app3 and app4 answered when the run began, and do not any more",
            "say --data allow_downtime=true.",
        ),
        (
            {"app3", "app4"},
            "app1 and app2 are not taken out: only app3 and app4 would serve.",
            "rolling_keep is 2",
            "lower rolling_keep.",
        ),
    ],
)
def test_a_turn_that_would_leave_too_few_says_who_is_missing(
    able: set[str], what: str, why: str, cure: str
) -> None:
    servers = [ServerState(f"app{i}", True, True, True, "clustered") for i in (1, 2, 3, 4)]
    failure = too_few_left(plan_roll("clustered", servers, batch=2, keep=2), 0, frozenset(able))
    assert (failure.what, failure.lines) == (what, (why,))
    assert failure.then == f"They serve on as before. Bring another one up, or {cure}"
    assert failure.able == able | {"app1", "app2"}
