"""What one app may not ask of a Redis that others use too."""

from typing import Any

import pytest

from roles.shared_places import REDIS_CONF
from roles.survey.fitness import unfitness
from roles.survey.found import RedisUser
from tests.unit.doubles.examples import cluster, survey

DEFAULT = RedisUser("default", ("",))
SHOP, BLOG = RedisUser("shop", ("shop:", "stock:")), RedisUser("blog", ("blog:",))
SHARED: dict[str, Any] = {
    "redis_listens": 6379,
    "redis_memory_mb": 1200,
    "redis_users": (DEFAULT, SHOP, BLOG),
}


def reason(host: str = "redis1", found: dict[str, Any] | None = None, **asked: Any) -> str | None:
    site = cluster(**asked)
    return unfitness(site, site.member(host), survey(**SHARED | (found or {})), None)


def test_what_all_apps_ask_alike_fits() -> None:
    assert reason() is None
    assert reason(redis_key_prefixes=["cache:", "shops:"]) is None


def test_its_port_stays() -> None:
    assert reason(redis_port=6380) == (
        "redis_port is 6380, and the Redis there, which serves shop and blog too, listens at 6379: "
        "say redis_port=6379, or give this app a Redis host of its own."
    )


def test_its_memory_stays_until_its_file_says_so() -> None:
    assert reason(redis_memory_percent=50) == (
        "redis_memory_percent is 50, which is 1000 MB there, and the Redis there, which serves "
        "shop and blog too, has 1200 MB: give every app on it the same percentage. To change it "
        f"for all, write `maxmemory 1000mb` into {REDIS_CONF} there first."
    )
    assert reason(found={"redis_memory_mb": 1000}, redis_memory_percent=50) is None
    # Another kernel's few megabytes are no change.
    assert reason(found={"memory_mb": 1998}) is None


@pytest.mark.parametrize(
    ("asked", "said", "whose"),
    [
        ({"session_namespace": "shop"}, "session_namespace is 'shop'", "shop"),
        ({"session_namespace": "shop:eu"}, "session_namespace is 'shop:eu'", "shop"),
        ({"redis_key_prefixes": ["c:", "stock:"]}, "redis_key_prefixes has 'stock:'", "shop"),
        ({"redis_key_prefixes": ["b"]}, "redis_key_prefixes has 'b'", "blog"),
    ],
)
def test_no_two_apps_share_keys(asked: dict[str, Any], said: str, whose: str) -> None:
    found = reason(**asked)
    assert found and found.startswith(f"{said}, and {whose}, which uses the Redis there too, has")


@pytest.mark.parametrize(
    ("host", "found", "asked"),
    [
        ("redis1", {"redis_users": (DEFAULT, RedisUser("image-studio", ("x:",)))}, {}),
        ("redis1", {"redis_users": ()}, {}),
        ("redis1", {}, {"session_profile": "sticky"}),
        ("app1", {}, {}),
    ],
)
def test_what_is_nobody_elses_may_change(
    host: str, found: dict[str, Any], asked: dict[str, Any]
) -> None:
    changed = {"redis_port": 6380, "redis_memory_percent": 50, "session_namespace": "shop"}
    assert reason(host, found, **changed | asked) is None
