"""A Redis that somebody else has set up is not taken over by itself."""

from typing import Any

import pytest

from roles.shared_places import REDIS_ADMIN_PASSWORD
from roles.survey.fitness import unfitness
from roles.survey.found import FoundRedis
from tests.unit.doubles.examples import cluster, survey

IN_USE = FoundRedis("runs", 12, ("10.0.0.5", "127.0.0.1"))
CLOSED, STOPPED = FoundRedis("closed", 0, ()), FoundRedis("stopped", 0, ())


def reason(found: FoundRedis | None, host: str = "redis1", **asked: Any) -> str | None:
    site = cluster(**asked)
    return unfitness(site, site.member(host), survey(found_redis=found), None)


def test_one_in_use_is_refused_with_what_was_found_and_both_ways_out() -> None:
    assert reason(IN_USE) == (
        "a Redis is there that the kit has not set up, with 12 keys and clients from 10.0.0.5, "
        "127.0.0.1. Give the site another Redis host; or say adopt_redis=true: its keys stay, it "
        "gets the kit's settings, and whoever else uses it needs the password in "
        f"{REDIS_ADMIN_PASSWORD} there from then on."
    )
    assert reason(IN_USE, adopt_redis=True) is None


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FoundRedis("runs", 1, ()), "with 1 key. Give"),
        (FoundRedis("runs", 0, ("10.0.0.5",)), "with 0 keys and clients from 10.0.0.5. Give"),
        (FoundRedis("runs", 0, tuple("abcdefg")), "from a, b, c, d, e and 2 more. Give"),
    ],
)
def test_a_key_or_a_client_makes_it_somebodys(found: FoundRedis, words: str) -> None:
    said = reason(found)
    assert said and words in said


@pytest.mark.parametrize("adopts", [False, True])
def test_one_that_lets_nobody_look_needs_its_password_or_its_end(adopts: bool) -> None:
    closed = reason(CLOSED, adopt_redis=adopts)
    assert closed and "write its password into" in closed and "adopt_redis=true" in closed
    stopped = reason(STOPPED, adopt_redis=adopts)
    assert stopped and "it does not run, and has data" in stopped


@pytest.mark.parametrize(
    ("found", "host", "asked"),
    [
        (FoundRedis("runs", 0, ()), "redis1", {}),
        (None, "redis1", {}),
        (IN_USE, "app1", {}),
        (IN_USE, "redis1", {"session_profile": "sticky"}),
    ],
)
def test_one_that_nobody_uses_and_one_that_is_not_asked_for_are_no_obstacle(
    found: FoundRedis | None, host: str, asked: dict[str, Any]
) -> None:
    assert reason(found, host, **asked) is None
