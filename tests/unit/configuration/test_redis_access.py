"""From where Redis is asked, and how."""

import os
import subprocess
from pathlib import Path

import pytest

from roles.configuration import redis_access as module
from roles.configuration.cluster import Cluster
from roles.configuration.redis_access import redis_access, redis_listing
from roles.files.app import render_environment
from roles.places import Places
from tests.unit.configuration.test_cluster import REDIS, site
from tests.unit.doubles.examples import cluster

PASSWORD = "S/e+c=r&t!'$"


@pytest.fixture
def others() -> Cluster:
    """A site whose Redis somebody else runs."""
    login = {"redis_user": "shop", "redis_password_from": "SECRET", "redis_tls": True}
    return site(redis_address="redis.example.org", redis_port=7000, **login)


def test_the_kits_own_is_asked_on_its_host() -> None:
    access = redis_access(cluster(app_name="shop", redis_port=6380))
    assert access.member.name == "redis1"
    assert access.command("GET", "a b") == (
        'REDISCLI_AUTH="$(cat /etc/redis/shop.password)" redis-cli --user shop -h 192.0.2.21 '
        "-p 6380 GET 'a b'"
    )
    assert redis_listing(cluster()).command("--scan") == (
        'REDISCLI_AUTH="$(cat /etc/redis/admin.password)" redis-cli -p 6379 --scan'
    )


def test_somebody_elses_is_asked_from_an_app_server(others: Cluster) -> None:
    access = redis_access(others)
    assert access == redis_listing(others) and access.member == others.app[0]
    assert access.command("PING").endswith(
        ')" redis-cli --user shop -h redis.example.org -p 7000 --tls --cacert '
        f"{module.AUTHORITIES} --sni redis.example.org PING"
    )


def test_the_kits_own_comes_first_where_sessions_are_in_memory_now() -> None:
    found = redis_access(site(REDIS, redis_address="redis.example.org", session_profile="sticky"))
    assert found.member.name == REDIS


def test_the_password_is_the_one_that_the_app_has(
    others: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = tmp_path / "app.env"
    environment.write_text(render_environment(others, others.app[0], PASSWORD, {}))
    monkeypatch.setattr(Places, "environment_file", str(environment))
    redis_cli = tmp_path / "redis-cli"
    redis_cli.write_text('#!/bin/sh\nprintf "%s" "$REDISCLI_AUTH"\n')
    redis_cli.chmod(0o755)
    path = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = redis_access(others).command("PING")
    ended = subprocess.run(["sh", "-c", command], env=path, capture_output=True, text=True)
    assert ended.stdout == PASSWORD and PASSWORD not in command
