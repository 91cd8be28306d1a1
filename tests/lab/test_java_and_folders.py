"""What an app finds on a server: another vendor's Java, its folders, and a /tmp that works."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from tenacity import retry, stop_after_delay, wait_fixed

from tests.lab import releases
from tests.lab.rig import APP, Rig

STATE, LOGS, CACHE = (f"/var/{kind}/{APP}" for kind in ("lib", "log", "cache"))
TEMPORARY = f"/var/cache/session-cluster/{APP}"
JDK = "/opt/vendors-jdk"
# What a hardened small VM has.
SMALL_TMP = "mount -o remount,size=8m,noexec /tmp"
USUAL_TMP = "mount -o remount,size=50%,exec /tmp"
RUN = "printf '#!/bin/sh\\necho ran\\n' >/tmp/it && chmod 0700 /tmp/it && /tmp/it || true"
LOG_FILE = "\nlogging.file.name: logs/app.log\n"
# Fails before Java is started, and is tried again at once: the waiting would tell nothing.
DROP_IN = f"/run/systemd/system/{APP}.service.d/need.conf"
NEED = "/run/what-the-app-needs"
NEEDING = (
    f"mkdir -p $(dirname {DROP_IN}) && printf "
    f"'[Service]\\nRestartSec=50ms\\nExecStartPre=/usr/bin/test -e {NEED}\\n' >{DROP_IN} && "
    f"systemctl daemon-reload && systemctl kill --signal=KILL {APP}"
)
FAILURES = 12


def inside(cluster: Rig, command: str) -> str:
    """Run a command where app1's app is: as its user, among the files that it sees."""
    pid = cluster.started()["app1"]
    user = f"setpriv --reuid={APP} --regid={APP} --clear-groups"
    return cluster.run("app1", f'nsenter -t {pid} -m {user} sh -c "{command}"')


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.2))
def wait_until(cluster: Rig, command: str) -> None:
    """Wait until a command succeeds on app1."""
    cluster.run("app1", command)


def ready(cluster: Rig) -> str:
    return f"curl -fs http://{cluster.address('app1')}:8080/actuator/health/readiness"


@pytest.fixture
def hardened(cluster: Rig) -> Iterator[Rig]:
    """A cluster with a JDK at another place; app1's /tmp is small, and nothing may run there."""
    java = "$(dirname $(dirname $(readlink -f /usr/bin/java)))"
    try:
        cluster.run("app1", SMALL_TMP)
        for host in ("app1", "app2"):
            cluster.run(host, f"ln -sfn {java} {JDK}")
        yield cluster
    finally:
        cluster.run("app1", USUAL_TMP)
        cluster.deploy_well()
        for host in ("app1", "app2"):
            cluster.run(host, f"rm {JDK}")


def test_a_war_on_a_hardened_host_with_a_java_of_its_own(hardened: Rig, tmp_path: Path) -> None:
    war = releases.as_war(tmp_path / "site.war", page="beside the classes", properties=LOG_FILE)
    asked = (war, f"java_command={JDK}/bin/java")
    hardened.deploy_well(*asked)
    hardened.verify_well(*asked)
    assert hardened.deploy_well(*asked).changed == {}
    started = hardened.run("app1", f"ps -o args= -p {hardened.started()['app1']}").split()
    assert started[0] == f"{JDK}/bin/java" and started[-1].endswith("/app.war")
    # Writing its log was no obstacle to the archive.
    assert "app.jsa" in hardened.run("app1", f"ls /opt/{APP}/current/").split()
    with hardened.client() as client:
        assert client.get("/page.txt").text == "beside the classes"
    owners = hardened.run("app1", f"stat -c '%U:%G %a' {STATE} {LOGS} {CACHE} {TEMPORARY}")
    assert set(owners.splitlines()) == {f"{APP}:{APP} 750"}

    assert "Permission denied" in hardened.run("app1", RUN)
    assert inside(hardened, RUN).strip() == "ran"
    inside(hardened, f"touch /var/tmp/left {LOGS}/kept {STATE}/kept {CACHE}/kept")
    hardened.run("app1", f"systemctl restart {APP}")
    wait_until(hardened, ready(hardened))
    log = f"{STATE}/logs/app.log"
    assert inside(hardened, f"ls {LOGS}/kept {STATE}/kept {CACHE}/kept {log}")
    assert hardened.run("app1", f"grep -c 'Started ImageStudio' {log}").strip() == "2"
    assert not {"it", "left"} & set(inside(hardened, "ls /tmp /var/tmp").split())


def acting(folder: Path, address: str) -> str:
    """An executable JAR that acts as soon as it is started."""
    source = Path(__file__).with_name("Acting.java")
    compile = ["javac", "--release", "17", "-d", str(folder), str(source)]
    subprocess.run(compile, check=True, timeout=60)
    jar = folder / "acting.jar"
    with ZipFile(jar, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nMain-Class: Acting\r\n")
        archive.writestr("about.txt", f"{address} 80 /etc/{APP}/application.yml")
        for compiled in folder.glob("*.class"):
            archive.write(compiled, compiled.name)
    return f"app_jar={jar}"


@pytest.mark.sweep
def test_a_release_that_is_unpacked_does_not_act(cluster: Rig, tmp_path: Path) -> None:
    before = cluster.releases()
    outcome = cluster.deploy(acting(tmp_path, cluster.address("lb1")))
    assert outcome.exit_code == 1 and "It is back on what it ran before" in outcome.output
    assert cluster.releases() == before
    # As an app that serves it could do all that, and so it did not end well.
    for act in ("connected", "asked a service of the host", "read the settings"):
        assert f"acted: {act}" in outcome.output
    installed = cluster.run("app1", f"ls -t /opt/{APP}/releases").split()[0]
    # There is an archive where it ended well.
    assert "app.jsa" in cluster.run("app1", f"ls /opt/{APP}/releases/{installed}").split()
    written = cluster.run("app1", f"ls {STATE}").split()
    assert "served" in written and "tried" not in written
    cluster.run("app1", f"rm {STATE}/served")


def test_a_server_comes_up_by_itself_whenever_what_it_needs_is_there(cluster: Rig) -> None:
    try:
        cluster.run("app1", NEEDING)
        failed = f"test $(systemctl show -p NRestarts --value {APP}) -ge {FAILURES}"
        wait_until(cluster, failed)
        cluster.run("app1", f"touch {NEED}")
        wait_until(cluster, ready(cluster))
    finally:
        cluster.run("app1", f"rm -f {DROP_IN} {NEED} && systemctl daemon-reload")
