"""Redis is changed while it runs, and neither visitors nor another app on it notice."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab.ledger.traffic import Traffic
from tests.lab.removal import ADMIN
from tests.lab.rig import APP, Rig, Seen
from verify.target import Target

CONFIGURE = "Configure Redis and wait until it answers"
RESTART = "Redis on redis1 is restarted"

SESSIONS, MEGABYTE = 400, 2**20
FILL = f"""
for number = 1, {SESSIONS} do
    local key = 'spring:session:sessions:filler-' .. number
    redis.call('HSET', key, 'sessionAttr:uploadedImage', string.rep('x', {MEGABYTE}))
    redis.call('EXPIRE', key, 1800)
end
"""
EMPTY = f"for number = 1, {SESSIONS} do redis.call('DEL', '{{key}}' .. number) end".replace(
    "{key}", "spring:session:sessions:filler-"
)


def redis_process(cluster: Rig) -> str:
    return cluster.run("redis1", "systemctl show -p MainPID --value redis-server")


@contextmanager
def much_in_redis(cluster: Rig) -> Iterator[None]:
    """Put sessions of several hundred megabytes into Redis."""
    cluster.run("redis1", f'{ADMIN} EVAL "{FILL}" 0')
    try:
        yield
    finally:
        cluster.run("redis1", f'{ADMIN} EVAL "{EMPTY}" 0')


@pytest.mark.sweep
def test_another_part_of_the_memory_needs_no_restart(cluster: Rig, traffic: Traffic) -> None:
    before = redis_process(cluster)
    with much_in_redis(cluster):
        with traffic:
            outcome = cluster.deploy_well("redis_memory_percent=50")
        held = cluster.run("redis1", f"{ADMIN} info memory")
    assert int(held.partition("used_memory:")[2].split()[0]) > SESSIONS * MEGABYTE
    assert traffic.totals.clean, str(traffic.totals)
    assert redis_process(cluster) == before
    assert outcome.changed == {CONFIGURE: ["redis1"]}
    assert RESTART not in outcome.output
    limits = cluster.run(
        "redis1", f"{ADMIN} config get maxmemory | tail -n 1; sed -n 's/kB//p' /proc/meminfo"
    ).split()
    memory_mb = int(limits[limits.index("MemTotal:") + 1]) // 1024
    assert int(limits[0]) == memory_mb * 50 // 100 * MEGABYTE
    assert cluster.deploy_well("redis_memory_percent=50").changed == {}


def test_a_restart_is_said_beforehand(cluster: Rig) -> None:
    other = "/var/log/redis/other.log"
    by_hand = f"sed -i 's|^logfile .*|logfile {other}|' /etc/redis/redis.conf"
    cluster.run("redis1", f"{by_hand} && systemctl restart redis-server")
    before = redis_process(cluster)
    planned = cluster.deploy_well(flags=["--dry"])
    said = f"{RESTART} (logfile from {other} to /var/log/redis/redis-server.log): requests that"
    assert said in planned.output and redis_process(cluster) == before
    assert said in cluster.deploy_well().output and redis_process(cluster) != before
    assert cluster.deploy_well().changed == {}


def test_a_new_password_needs_no_restart(cluster: Rig) -> None:
    before = redis_process(cluster)
    cluster.run("redis1", f"rm /etc/redis/{APP}.password")
    cluster.deploy_well()
    assert redis_process(cluster) == before
    cluster.verify_well()


def test_a_redis_that_stalls_for_a_second_costs_nobody(
    cluster: Rig, target: Target, seen: Seen
) -> None:
    stall = "timeout 1 tail -f /dev/null"
    with Traffic(target, visitors=8) as traffic:
        for _ in range(3):
            process = redis_process(cluster).strip()
            cluster.run("redis1", f"kill -STOP {process}; {stall}; kill -CONT {process}")
            traffic.last(2)
    seen("Redis stalls for a second, three times", traffic)
    assert traffic.totals.clean, str(traffic.totals)
    assert max(entry.seconds for entry in traffic.entries) > 0.9
