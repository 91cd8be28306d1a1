"""A second app on the same hosts: whatever it goes through, nobody who visits the first notices."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lab.ledger.traffic import Traffic
from roles.shared_places import REDIS_USERS
from tests.lab.removal import remove_app
from tests.lab.rig import APP, JAVA_OPTS, Rig, Seen
from verify.target import Target

SECOND = ("app_name=second", "app_port=9090", "http_port=8090", "session_namespace=second")
OPTIONS = f"{JAVA_OPTS} -Danother=option"
SHARED = ("lb1", "redis1")
UNITS = {"lb1": "nginx", "app1": APP, "app2": APP, "redis1": "redis-server"}
FILES = {
    "lb1": f"/etc/nginx/sites-available/{APP} /etc/nginx/conf.d/{APP}-upstream.conf",
    "app1": f"/etc/{APP}/* /etc/systemd/system/{APP}.service /opt/{APP}/current/SHA256SUMS",
    "app2": f"/etc/{APP}/* /etc/systemd/system/{APP}.service /opt/{APP}/current/SHA256SUMS",
    "redis1": f"/etc/redis/{APP}.password",
}


def first_app(cluster: Rig) -> dict[str, str]:
    """All that makes the first app on each host: processes, files, rights in Redis."""
    users = f"grep '^user {APP} ' {REDIS_USERS}"
    rights = {"redis1": cluster.run("redis1", users)}
    shown = "systemctl show -p MainPID -p ExecMainStartTimestamp"
    return {
        host: cluster.run(host, f"{shown} {unit} && sha256sum {FILES[host]}") + rights.get(host, "")
        for host, unit in UNITS.items()
    }


@pytest.fixture
def beside_a_second_app(cluster: Rig) -> Iterator[Rig]:
    yield cluster
    remove_app(cluster, "second")


def test_a_second_app_deploys_fails_swaps_and_goes_back_unnoticed(
    beside_a_second_app: Rig, target: Target, seen: Seen
) -> None:
    cluster, alone = beside_a_second_app, first_app(beside_a_second_app)
    first = (OPTIONS,)
    with Traffic(target, visitors=12) as traffic, ThreadPoolExecutor(2) as pool:
        # What they share on a host, one changes after the other.
        at_once = list(pool.map(lambda app: cluster.deploy(*app), (first, SECOND)))
        before = first_app(cluster)
        failed = cluster.deploy(*SECOND, "app_java_opts=-XX:NoSuchOption")
        cluster.deploy_well(*SECOND, "session_profile=sticky")
        cluster.deploy_well(*SECOND, script="rollback.py")
        after = first_app(cluster)
        list(pool.map(lambda app: cluster.verify_well(*app), (first, SECOND)))
    seen("a second app comes as the first rolls; then it fails, swaps, goes back", traffic)
    for outcome in at_once:
        assert outcome.exit_code == 0, outcome.output
    assert failed.exit_code == 1 and "gate failed: start" in failed.output
    assert traffic.totals.clean, str(traffic.totals)
    assert after == before
    assert {host: before[host] for host in SHARED} == {host: alone[host] for host in SHARED}
    for data in (first, SECOND):
        assert cluster.deploy_well(*data).changed == {}
    refused = cluster.deploy(*SECOND, "redis_port=6390")
    assert refused.exit_code == 1
    assert "port 6379 as " in refused.output and "port 6390 as " in refused.output
    # An app that only knows its own keys can't read the other's.
    ask = "REDISCLI_AUTH=$(cat /etc/redis/second.password) redis-cli --user second"
    assert "NOPERM" in cluster.run("redis1", f"{ask} hgetall spring:session:sessions:x 2>&1")
