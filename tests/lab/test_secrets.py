"""The Redis password, the app's properties and its JARs stay with who needs them."""

from pathlib import Path
from secrets import token_hex

import pytest

from tests.lab import releases
from tests.lab.rig import APP, Rig

HOSTS = ("lb1", "app1", "app2", "redis1")
PROPERTIES = f"/etc/{APP}/application.yml"
RELEASES = f"/opt/{APP}/releases"
OPEN = "/tmp/open"
WATCH = (
    f"while sleep 0.1; do find /tmp /opt/{APP} -type f -size +0 ! -name SHA256SUMS -readable"
    " 2>/dev/null; done"
)


def holders(cluster: Rig, secret: str, user: str = "root") -> list[str]:
    """The hosts on which a user can read it in a file."""
    search = f"grep -rlF {secret} /etc /opt /var /usr/share/{APP} /tmp /home 2>/dev/null || true"
    return [host for host in HOSTS if cluster.run(host, search, user=user)]


def mode(cluster: Rig, host: str, path: str) -> str:
    return cluster.run(host, f"stat -c '%U:%G %a' {path}").strip()


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
    assert holders(cluster, password, user="admin") == []
    assert holders(cluster, password) == ["app1", "app2", "redis1"]


def test_nobody_else_can_read_the_properties(cluster: Rig, tmp_path: Path) -> None:
    secret = token_hex(16)
    properties = f'spring_properties={{"site.password": "{secret}"}}'

    def assert_kept() -> None:
        assert holders(cluster, secret, user="admin") == []
        assert holders(cluster, secret) == ["app1", "app2"]
        for host in ("app1", "app2"):
            assert mode(cluster, host, PROPERTIES) == f"root:{APP} 640"

    cluster.deploy_well(properties, releases.release(tmp_path / "next.jar"))
    assert_kept()
    # What a deploy of an earlier kit kept is open.
    cluster.run("app1", f"chmod 0644 /var/lib/session-cluster/{APP}/healthy/properties")
    failed = cluster.deploy(properties, "app_java_opts=-XX:NoSuchOption")
    assert "It is back on what it ran before" in failed.output
    assert_kept()
    cluster.deploy_well(properties, script="rollback.py")
    assert_kept()


def test_properties_that_an_earlier_kit_left_open_are_closed(cluster: Rig) -> None:
    cluster.run("app1", f"chmod 0644 {PROPERTIES} && systemctl restart {APP}")
    cluster.deploy_well()
    assert mode(cluster, "app1", PROPERTIES) == f"root:{APP} 640"
    assert cluster.deploy_well().changed == {}


def test_nobody_else_can_read_a_release_not_even_while_it_comes(
    cluster: Rig, tmp_path: Path
) -> None:
    # A file in /tmp that is open shows that the watcher sees what there is to see.
    cluster.run("app1", f"echo open >{OPEN} && echo '{WATCH}' >/run/watch.sh")
    cluster.run("app1", "systemd-run -q --unit=watcher --uid=nobody sh /run/watch.sh")
    try:
        cluster.deploy_well(releases.release(tmp_path / "watched.jar"))
    finally:
        cluster.run("app1", f"systemctl stop watcher; rm {OPEN} /run/watch.sh")
    seen = cluster.run("app1", "journalctl -q -u watcher -o cat | grep -E '^/(tmp|opt)/'")
    assert set(seen.split()) == {OPEN}
    assert mode(cluster, "app1", RELEASES) == f"root:{APP} 750"
    # The archive of the classes was made, and the app runs from it.
    options = cluster.run("app1", f"cat /opt/{APP}/current/java.options").strip()
    assert options.startswith("-XX:SharedArchiveFile=") and options.endswith("/app.jsa")


def test_redis_refuses_who_does_not_know_it(cluster: Rig) -> None:
    address = cluster.address("redis1")
    answer = cluster.run("redis1", f"redis-cli -h {address} dbsize 2>&1 || true")
    assert "NOAUTH" in answer


def test_app_user_may_not_list_or_empty_redis(cluster: Rig) -> None:
    ask = f"REDISCLI_AUTH=$(cat /etc/redis/{APP}.password) redis-cli --user {APP}"
    for command in ("KEYS '*'", "FLUSHALL", "CONFIG SET timeout 1", "GET of-somebody-else"):
        assert "NOPERM" in cluster.run("redis1", f"{ask} {command} 2>&1 || true"), command
    # The indexed repository asks what Redis says of keys that end; no password is among the rest.
    passwords = cluster.run("redis1", f"{ask} CONFIG GET '*pass*'; {ask} CONFIG GET '*auth*'")
    known = cluster.run("redis1", f"cd /etc/redis; cat admin.password; echo; cat {APP}.password")
    assert "requirepass" in passwords and not set(passwords.split()) & set(known.split())
