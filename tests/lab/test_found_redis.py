"""A Redis that somebody has set up on the host: refused, and taken over where that is asked."""

from collections.abc import Iterator

import pytest

from roles.shared_places import REDIS_ADMIN_PASSWORD, REDIS_CONF, REDIS_LOADED, REDIS_USERS
from tests.lab.rig import APP, Rig

KITS = f"{REDIS_CONF} {REDIS_USERS} {REDIS_LOADED} {REDIS_ADMIN_PASSWORD} /etc/redis/{APP}.password"
# As Debian's package and three keys leave it, the last of them without a dump yet.
SOMEBODYS = f"""
systemctl stop redis-server && rm -rf {KITS} /var/lib/redis/*
apt-get install -qq --reinstall -o Dpkg::Options::=--force-confmiss redis-server >/dev/null 2>&1
systemctl start redis-server
redis-cli mset one 1 two 2 && redis-cli save && redis-cli -n 3 set three 3
systemd-run -q --unit=somebody redis-cli subscribe news
"""
LOOK = f"REDISCLI_AUTH=$(cat {REDIS_ADMIN_PASSWORD}) redis-cli"


@pytest.fixture
def with_somebodys_redis(cluster: Rig) -> Iterator[Rig]:
    cluster.run("redis1", SOMEBODYS)
    yield cluster
    cluster.run("redis1", f"systemctl stop somebody; {LOOK} flushall")


def test_it_is_refused_and_then_taken_over_with_all_that_it_holds(
    with_somebodys_redis: Rig,
) -> None:
    cluster = with_somebodys_redis
    before = cluster.run("redis1", f"sha256sum {REDIS_CONF}; redis-cli dbsize")
    refused = cluster.deploy()
    assert refused.exit_code == 1
    found = "a Redis is there that the kit has not set up, with 3 keys and clients from 127.0.0.1."
    assert found in refused.output and "adopt_redis=true" in refused.output
    assert cluster.run("redis1", f"sha256sum {REDIS_CONF}; redis-cli dbsize") == before
    taken = cluster.deploy_well("adopt_redis=true")
    assert "Redis on redis1 is restarted (aclfile from nothing to " in taken.output
    assert cluster.run("redis1", f"{LOOK} mget one two; {LOOK} -n 3 get three").split() == [
        *("1", "2", "3"),
    ]
    assert "NOAUTH" in cluster.run("redis1", "redis-cli get one")
    assert cluster.deploy_well().changed == {}
