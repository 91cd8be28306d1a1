"""Every mix of what a deploy may find, with a server that dies or a load balancer that fails."""

import pytest

from roles.configuration.settings import Profile
from tests.unit.doubles.rolling_site import LBS, RollingSite
from tests.unit.doubles.rolling_steps import rolling_steps
from tests.unit.roll.test_roll import OTHER_PORT, PROFILES, is_settled, possible_mixes, run


@pytest.mark.parametrize("back", ["fleet", "host"])
@pytest.mark.parametrize("asked", PROFILES)
def test_a_server_that_dies_after_its_turn_stops_the_roll(
    asked: Profile, back: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 3)
    for found, marks in possible_mixes(asked, 3):
        order = RollingSite(asked, found, marks).plan.order
        for name in order[:-1]:
            site = RollingSite(asked, found, marks, rollback_on_failure=back)
            site.dies = name
            run(site, steps)
            assert site.turns == list(order[: order.index(name) + 1]), site
            (said,) = site.said
            assert said.startswith(f"{name} passed its gates and does not answer any more.")
            others = site.alive & site.passed
            assert others <= site.serving and (name in site.restored or name not in site.alive)


@pytest.mark.parametrize("asked", PROFILES)
def test_whoever_has_died_meanwhile_carries_nothing(
    asked: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that was well at the prompt and is gone when its neighbour's turn comes."""
    steps = rolling_steps(monkeypatch, 2)
    for found, marks in possible_mixes(asked, 2):
        site = RollingSite(asked, found, marks, allow_downtime=False)
        order = site.plan.order
        if (
            not order
            or site.plan.takes_the_site_down()
            or site.plan.carriers(0)
            != {
                "app1",
                "app2",
            }
            - {order[0]}
        ):
            continue
        site.alive -= site.plan.carriers(0)
        serves = order[0] in site.serving
        run(site, steps)
        if serves:
            assert site.failure and not site.turns and order[0] in site.serving, site
            assert "answered when the run began, and does not any more" in site.said[0]
        else:
            assert not site.failure and is_settled(site), site


@pytest.mark.parametrize("load", [1, 2, 3, 4])
@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("asked", ["clustered", "sticky"])
def test_a_lb_that_fails_takes_nobody_else_along(
    asked: Profile, fails: bool, load: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = rolling_steps(monkeypatch, 2)
    for found, marks in possible_mixes(asked, 2, OTHER_PORT):
        site = RollingSite(asked, found, marks, rollback_on_failure="fleet")
        site.breaks = "lb2", load
        if fails and site.plan.order:
            site.fails = site.plan.order[-1], True
        run(site, steps)
        failed, (first, _) = site.failure, LBS
        if site.loads["lb2"] < load or not failed:
            continue
        # Whatever failed is said, the gate first of all.
        assert site.said[0].startswith(failed.what), site
        if fails and site.turns == list(site.plan.order):
            assert "gate failed: readiness" in site.said[0], site
        # The other one sends requests to everybody who can serve.
        if first.name in site.loaded:
            assert site.alive & site.passed <= site.loaded[first.name].within, site
        following = RollingSite(asked, site.as_found_next(), site.marks)
        following.loaded = site.loaded
        run(following, steps)
        assert is_settled(following), following
