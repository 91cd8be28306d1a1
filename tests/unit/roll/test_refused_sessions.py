"""A namespace that only an app's code knows: Redis refused it, and that is said."""

import json
from typing import Any

import pytest

from roles.roll.refused_sessions import refused_sessions
from tests.unit.doubles.answering_hosts import AnsweringHosts

REFUSED = {
    "count": 1,
    "reason": "key",
    "context": "toplevel",
    "object": "elsewhere:sessions:5e55ion",
    "username": "site",
    "age-seconds": 3.5,
}


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> AnsweringHosts:
    return AnsweringHosts(monkeypatch)


def said(hosts: AnsweringHosts, *refusals: dict[str, object], **data: Any) -> str | None:
    hosts.answers["redis_refusals"] = json.dumps(refusals, indent=1).splitlines()
    return refused_sessions(hosts.run(app_name="site", **data), 5)


def test_the_namespace_that_redis_refused_is_said_without_the_session(
    hosts: AnsweringHosts,
) -> None:
    found = said(hosts, REFUSED | {"username": "another"}, REFUSED, session_namespace="shop")
    assert found == (
        "Redis refused it sessions under elsewhere:sessions:: its code or its JVM options choose "
        "that namespace, and the kit gives it shop:sessions:. Take it out there, or say "
        "session_namespace=elsewhere"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"username": "another"},
        {"age-seconds": "60.0"},
        {"reason": "command", "object": "flushall"},
        {"object": "cache:1"},
    ],
)
def test_what_is_another_apps_or_of_before_or_no_session_is_not(
    hosts: AnsweringHosts, change: dict[str, object]
) -> None:
    assert said(hosts, REFUSED | change) is None


def test_nothing_is_said_where_redis_can_not_be_asked(hosts: AnsweringHosts) -> None:
    hosts.answers["redis_refusals"] = ["Could not connect to Redis"]
    assert refused_sessions(hosts.run(), 5) is None
    hosts.failing = {"redis_refusals"}
    assert refused_sessions(hosts.run(), 5) is None
    assert said(hosts, REFUSED, session_profile="sticky", allow_session_loss=True) is None
