"""What goes wrong before a deploy begins: one clear message, exit 1, and a cluster as before."""

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from lab.topology import PROJECT
from tests.lab import releases
from tests.lab.rig import APP, JAR_BOOT4, Rig


def assert_refused(cluster: Rig, *data: str, says: list[str], **options: object) -> None:
    """A deploy that is refused in one sentence, and a cluster that serves as before."""
    before = cluster.started()
    outcome = cluster.deploy(*data, **options)
    assert outcome.exit_code == 1, outcome.output
    assert "Traceback" not in outcome.output
    for part in says:
        assert part in outcome.output
    assert cluster.started() == before
    cluster.serves()


@pytest.fixture
def another_release(tmp_path: Path) -> str:
    """The sample app as another release: the same classes and one more file."""
    jar = tmp_path / "another.jar"
    shutil.copy(PROJECT / JAR_BOOT4, jar)
    with ZipFile(jar, "a") as archive:
        archive.writestr("another-release", "")
    return f"app_jar={jar}"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("sesion_profile=sticky", "sesion_profile is not a setting: did you mean session_profile?"),
        ("session_profile=local", "loses sessions: set allow_session_loss=true"),
        ("app_jar=README.md", "that file is not a JAR"),
        # A value that is out of its range is refused as the first of them.
        pytest.param(
            *("app_port=80", "app_port is 80: expected 1024 or more."), marks=pytest.mark.sweep
        ),
    ],
)
def test_bad_setting_leaves_the_hosts_untouched(deployed: Rig, data: str, sentence: str) -> None:
    files = deployed.files()
    assert_refused(deployed, data, says=[sentence])
    assert deployed.files() == files


def test_another_redis_that_is_built_into_the_jar_is_refused(deployed: Rig, tmp_path: Path) -> None:
    url = b"\nspring.data.redis.url: redis://192.0.2.1\n"
    jar = releases.release(tmp_path / "url.jar", change=lambda text: text + url)
    name = "spring.data.redis.url in BOOT-INF/classes/application-prod.yml"
    assert_refused(deployed, jar, says=[name, "spring_profiles (prod)"])


@pytest.mark.parametrize("flag", ["--serial", "--no-wait", "--limit=app1"])
def test_flag_that_breaks_the_roll_is_refused(deployed: Rig, flag: str) -> None:
    name = flag.partition("=")[0]
    assert_refused(deployed, says=[f"{name} is refused: it "], flags=["-y", flag])


def test_missing_inventory_is_refused(deployed: Rig) -> None:
    assert_refused(deployed, says=["nowhere.py is no file"], inventory=Path("nowhere.py"))


def test_unreachable_host_is_named(deployed: Rig) -> None:
    deployed.run("redis1", "systemctl stop ssh")
    try:
        assert_refused(
            deployed, says=["Nothing was changed. redis1 does not answer at", "firewall"]
        )
    finally:
        deployed.run("redis1", "systemctl start ssh")


def test_changed_host_key_is_named(deployed: Rig) -> None:
    known_hosts = deployed.topology.state / "known_hosts"
    known = known_hosts.read_text()
    lines = {line.split()[0]: line for line in known.splitlines()}
    keys = {address: line.split()[1:] for address, line in lines.items()}
    app1, app2 = deployed.address("app1"), deployed.address("app2")
    keys[app1] = keys[app2]
    known_hosts.write_text("".join(f"{name} {' '.join(key)}\n" for name, key in keys.items()))
    try:
        says = ["Nothing was changed. app1 shows another SSH host key", f"ssh-keygen -R {app1} -f"]
        assert_refused(deployed, says=says)
    finally:
        known_hosts.write_text(known)


def test_port_in_use_is_named_with_who_holds_it(deployed: Rig) -> None:
    deployed.run("lb1", "systemd-run -q --unit=squatter systemd-socket-activate -l 8081 cat")
    deployed.run("lb1", "until ss -Hltn 'sport = :8081' | grep -q .; do :; done")
    try:
        says = ["[lb1]", "port 8081 is in use by systemd-socket", "another http_port"]
        assert_refused(deployed, "http_port=8081", says=says)
    finally:
        deployed.run("lb1", "systemctl stop squatter")


def test_full_disk_is_named(deployed: Rig, another_release: str) -> None:
    full = "mkdir -p /mnt/full && mount -t tmpfs -o size=250m tmpfs /mnt/full"
    deployed.run("app2", f"{full} && cp -a /opt/. /mnt/full && mount --bind /mnt/full /opt")
    try:
        says = ["[app2]", "/opt has", "MB free, the deploy needs", "make room there"]
        assert_refused(deployed, another_release, says=says)
    finally:
        deployed.run("app2", "umount /opt && umount /mnt/full && rmdir /mnt/full")


def test_jar_for_a_newer_java_is_refused(deployed: Rig, tmp_path: Path) -> None:
    files = deployed.files()
    newer = releases.for_java(tmp_path / "newer.jar", 21)
    says = ["[app1]", "[app2]", "app_jar is built for Java 21, and", "gives it Java 17: build it"]
    assert_refused(deployed, newer, says=says)
    nowhere = "java_command=/opt/nowhere/bin/java"
    says = ["[app1]", "[app2]", "java_command is '/opt/nowhere/bin/java': there is no such program"]
    assert_refused(deployed, newer, nowhere, says=says)
    assert deployed.files() == files


def test_host_without_sudo_is_named(deployed: Rig, tmp_path: Path) -> None:
    text = (PROJECT / "inventory/lab.py").read_text(encoding="utf-8")
    inventory = tmp_path / "lab.py"
    drop = "for group in _groups.values():\n    for _, data in group:\n        del data['_sudo']\n"
    inventory.write_text(f"import sys\nsys.path.insert(0, {str(PROJECT)!r})\n{text}\n{drop}")
    says = ["commands run as admin: expected root; set `_sudo` to True"]
    assert_refused(deployed, says=says, inventory=inventory)


def test_release_that_does_not_start_leaves_the_server_on_the_one_before(cluster: Rig) -> None:
    app2 = cluster.started()["app2"]
    outcome = cluster.deploy("app_java_opts=-XX:NoSuchOption")
    assert outcome.exit_code == 1
    assert "The turn of app1 failed." in outcome.output
    assert "Unrecognized VM option 'NoSuchOption'" in outcome.output
    assert "It is back on what it ran before and in rotation" in outcome.output
    assert cluster.started()["app2"] == app2
    assert "NoSuchOption" not in cluster.run("app1", f"cat /etc/{APP}/{APP}.env")
    cluster.verify_well()
