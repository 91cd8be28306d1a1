"""A move of the sessions under servers that are at work."""

from typing import Any

import pytest

from roles.survey.moved_redis import moved_redis
from tests.unit.doubles.examples import cluster, survey

AT_WORK: dict[str, Any] = {
    "active": True,
    "answered": 200,
    "sessions": "clustered",
    "session_redis": "192.0.2.21 6379",
    "session_namespace": "spring:session",
}


def reason(host: str = "app1", found: dict[str, Any] | None = None, **asked: object) -> str | None:
    site = cluster(**asked)
    return moved_redis(site, site.member(host), survey(**AT_WORK | (found or {})))


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        ({}, {"redis_port": 6380}),
        ({}, {"session_namespace": "shop"}),
        ({"session_redis": "192.0.2.99 6379"}, {}),
    ],
)
def test_a_move_under_a_server_at_work_is_refused_with_the_way_to_do_it(
    found: dict[str, Any], asked: dict[str, Any]
) -> None:
    said = reason(found=found, **asked)
    assert said and "deploy with --data session_profile=sticky first" in said
    assert said.startswith("it keeps its sessions at 192.0.2.") and " and asked is " in said


@pytest.mark.parametrize(
    ("host", "found", "asked"),
    [
        ("app1", {}, {}),
        ("redis1", {}, {"redis_port": 6380}),
        # Nobody's sessions are there, or nobody needs them.
        ("app1", {"sessions": "sticky"}, {"redis_port": 6380}),
        ("app1", {"active": False}, {"redis_port": 6380}),
        ("app1", {"answered": 503}, {"session_namespace": "shop"}),
        ("app1", {}, {"redis_port": 6380, "session_profile": "sticky"}),
    ],
)
def test_where_nobody_is_at_work_with_them_sessions_may_move(
    host: str, found: dict[str, Any], asked: dict[str, Any]
) -> None:
    assert reason(host, found, **asked) is None
