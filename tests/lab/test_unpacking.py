"""A release is unpacked by its own code, which has no more rights then than when it serves."""

from pathlib import Path

import pytest

from tests.lab import releases
from tests.lab.rig import APP, Rig

HOME = f"/opt/{APP}"
CURRENT = f"{HOME}/current"
ARCHIVE = f"{CURRENT}/app.jsa"
# What the services say of themselves that ran code of the JAR's; they are gone by then.
UNPACKED = f"journalctl -q -o cat -g 'Unpack a release of {APP}' | grep -c Started"


def assert_unpacked(rig: Rig, host: str) -> None:
    """The release that runs has its layers and the archive, and the JVM uses that."""
    assert rig.run(host, f"ls {CURRENT}/lib").split()
    assert rig.run(host, f"stat -Lc '%U:%G %a' {ARCHIVE}").strip() == "root:root 644"
    release = rig.run(host, f"readlink {CURRENT}").strip()
    options = rig.run(host, f"cat {CURRENT}/java.options").split()
    assert options == [f"-XX:SharedArchiveFile={release}/app.jsa"]
    maps = rig.run(host, f"cat /proc/$(systemctl show -p MainPID --value {APP})/maps")
    assert "/app.jsa" in maps
    # Nothing is left of the work.
    assert ".unpacking" not in rig.run(host, f"ls -A {HOME}/releases")


def test_a_release_is_unpacked_in_the_sandbox(cluster: Rig, tmp_path: Path) -> None:
    cluster.deploy_well(releases.release(tmp_path / "unpacked.jar"))
    for host in ("app1", "app2"):
        assert_unpacked(cluster, host)
        assert int(cluster.run(host, UNPACKED)) >= 2


@pytest.mark.sweep
def test_the_apps_folder_is_roots_and_becomes_so_again(cluster: Rig) -> None:
    owner = f"stat -c '%U:%G %a' {HOME}"
    assert cluster.run("app1", owner).strip() == "root:root 755"
    # As a kit before this one left it.
    cluster.run("app1", f"chown {APP}: {HOME}")
    cluster.deploy_well()
    assert cluster.run("app1", owner).strip() == "root:root 755"
    assert cluster.deploy_well().changed == {}


def test_a_jar_that_does_not_start_is_unpacked_without_an_archive(
    cluster: Rig, tmp_path: Path
) -> None:
    before = cluster.releases()["app1"]
    outcome = cluster.deploy(releases.that_does_not_start(tmp_path / "next.jar"))
    assert outcome.exit_code == 1 and "The turn of app1 failed." in outcome.output
    installed = cluster.run("app1", f"ls -t {HOME}/releases").split()[0]
    assert installed != before and cluster.releases()["app1"] == before
    assert cluster.run("app1", f"ls {HOME}/releases/{installed}").split() == [
        "SHA256SUMS",
        "app.jar",
        "java.options",
        "lib",
    ]
