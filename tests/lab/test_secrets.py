"""The Redis password stays on the hosts that need it."""

import pytest

from tests.lab.rig import APP, Rig

HOSTS = ("lb1", "app1", "app2", "redis1")


@pytest.fixture
def password(cluster: Rig) -> str:
    found = cluster.run("redis1", f"cat /etc/redis/{APP}.password")
    assert len(found) == 64
    return found


def test_no_output_shows_it(cluster: Rig, password: str) -> None:
    sticky = cluster.deploy_well("session_profile=sticky", flags=["-y", "-vvv"]).output
    plan = cluster.deploy_well(flags=["--dry", "--diff", "-vvv", "--debug"]).output
    clustered = cluster.deploy_well(flags=["-y", "--diff", "-vvv", "--debug"]).output
    verified = cluster.verify_well().output
    for output in (sticky, plan, clustered, verified):
        assert password not in output


def test_no_process_list_shows_it(cluster: Rig, password: str) -> None:
    listing = "ps axww -o args; ps axeww"
    for host in HOSTS:
        assert password not in cluster.run(host, listing, user="admin"), host


def test_no_file_that_others_can_read_holds_it(cluster: Rig, password: str) -> None:
    search = f"grep -rlF {password} /etc /opt /var /usr/share/{APP} /tmp /home 2>/dev/null || true"
    for host in HOSTS:
        assert cluster.run(host, search, user="admin") == "", host
    holders = [host for host in HOSTS if cluster.run(host, search)]
    assert holders == ["app1", "app2", "redis1"]


def test_redis_refuses_who_does_not_know_it(cluster: Rig) -> None:
    address = cluster.address("redis1")
    answer = cluster.run("redis1", f"redis-cli -h {address} dbsize 2>&1 || true")
    assert "NOAUTH" in answer


def test_app_user_may_not_list_or_empty_redis(cluster: Rig) -> None:
    ask = f"REDISCLI_AUTH=$(cat /etc/redis/{APP}.password) redis-cli --user {APP}"
    for command in ("KEYS '*'", "FLUSHALL", "CONFIG GET '*'", "GET of-somebody-else"):
        assert "NOPERM" in cluster.run("redis1", f"{ask} {command} 2>&1 || true"), command
