"""The release that runs is the one that is installed, and the same on every app server."""

from roles.configuration.artifact import JAR, WAR
from roles.configuration.cluster import Cluster, Member
from tests.verify.evidence import Evidence, check, deny
from tests.verify.running import read_running
from verify.target import Target


def test_running_release_is_the_installed_one(
    target: Target, server: Member, evidence: Evidence
) -> None:
    release = read_running(target, server)
    unit = target.places.unit
    command = f"sudo ls -l /proc/$(systemctl show -p MainPID --value {unit})/fd"
    check(
        server.name,
        "the JVM runs from the installed release",
        expected=release.installed or "a release",
        found=release.running,
        command=f"systemctl status {unit}; readlink {target.places.current}",
    )
    check(
        server.name,
        "the JVM has the release's JAR open",
        expected=True,
        found=not release.opened.keys().isdisjoint((JAR, WAR)),
        command=command,
    )
    if release.strangers:
        deny(
            server.name,
            "every JAR that the JVM has open is the installed release's",
            expected="the checksums in SHA256SUMS of the release",
            found=f"others for {', '.join(release.strangers)}",
            command=command,
        )
    evidence.saw(
        server.name,
        f"runs release {release.running}; {len(release.opened)} open JARs have its checksums",
    )


def test_every_server_runs_the_same_release(target: Target, cluster: Cluster) -> None:
    releases = {server.name: read_running(target, server).running for server in cluster.app}
    first = cluster.app[0]
    check(
        ", ".join(releases),
        "every server runs the same release",
        expected=dict.fromkeys(releases, releases[first.name]),
        found=releases,
        command=f"readlink {target.places.current}",
    )
