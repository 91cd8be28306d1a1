"""The floors: what the same hosts need when nothing but the work itself is done."""

import shlex

from bench.measure import measure_together
from bench.site import Site
from roles.base import packages
from roles.configuration.cluster import Member

SSH = "ssh HOST true, on all at once"
FEW_RELEASES = "the same beside what is deployed"
PACKAGES = "apt-get over ssh, on all at once"
RESTARTS = "restarts until ready, one by one"
PYINFRA = "pyinfra exec true, on all"
POLL_SECONDS = 0.05


def ssh_seconds(site: Site) -> float:
    """Connect to every host at once and do nothing there."""
    members = site.target.cluster.members
    return measure_together([_ssh(site, member, "true") for member in members]).seconds


def packages_seconds(site: Site) -> float:
    """Install the packages of each host's roles, on every host at once; the hosts are bare."""
    cluster = site.target.cluster
    query = "dpkg-query --show --showformat='${Package}\\n'"
    listed = measure_together([_ssh(site, member, query) for member in cluster.members]).outputs
    installations = [
        as_root(
            site,
            member,
            "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -y -qq "
            f"--no-install-recommends {' '.join(packages(cluster, member, set(names.split())))}",
        )
        for member, names in zip(cluster.members, listed, strict=True)
    ]
    return measure_together(installations).seconds


def restarts_seconds(site: Site) -> float:
    """Restart each app server's unit in turn; timed on the host, from the restart to ready."""
    cluster = site.target.cluster
    settings = cluster.settings
    seconds = 0.0
    for member in cluster.app:
        place = settings.actuator.places["readiness"]
        url = f"http://{member.url_address if place.startswith(':') else ''}{place}"
        ask = f"curl -s -o /dev/null -w '%{{http_code}}' --max-time 2 {url}"
        script = (
            f"started=$(date +%s%N); systemctl restart {site.target.places.unit}; "
            f'until [ "$({ask})" = 200 ]; do sleep {POLL_SECONDS}; done; '
            "echo $((($(date +%s%N) - started) / 1000000))"
        )
        limited = f"timeout {settings.readiness_timeout} sh -c {shlex.quote(script)}"
        (milliseconds,) = measure_together([as_root(site, member, limited)]).outputs
        seconds += int(milliseconds) / 1000
    return seconds


def pyinfra_peak_mb(site: Site) -> float:
    """Give the peak memory of a pyinfra that connects to every host and does nothing there."""
    return site.pyinfra("exec", "--", "true").peak_mb


def _ssh(site: Site, member: Member, script: str) -> list[str]:
    # A connection of its own, as a deploy makes one.
    return [*site.target.logins[member.name].command("-o", "ControlPath=none"), script]


def as_root(site: Site, member: Member, script: str) -> list[str]:
    """The command that runs a script as root on a host."""
    return _ssh(site, member, f"sudo sh -c {shlex.quote(script)}")
