"""Hosts whose kernel has no IPv6: the kit deploys to them, and they prove themselves."""

from collections.abc import Iterator
from errno import EAFNOSUPPORT

import pytest

from roles.survey import OPENS_IPV6_SOCKET
from roles.target import Target
from tests.lab.rig import APP, Rig
from tests.lab.test_faults import wait_until_ready

# A filter on every service gives what such a kernel gives; what sshd starts inherits it.
FILTER = "/etc/systemd/system/service.d/no-ipv6.conf"
FILTERED = (
    f"mkdir -p $(dirname {FILTER}) && "
    f"printf '[Service]\\nRestrictAddressFamilies=~AF_INET6\\n' >{FILTER} && "
    "systemctl daemon-reload && systemctl restart ssh"
)
UNFILTERED = f"rm -f {FILTER} && systemctl daemon-reload && systemctl restart ssh"
SERVICES = {"lb1": "nginx", "redis1": "redis-server", "app1": APP, "app2": APP}
ERROR_NUMBER = OPENS_IPV6_SOCKET.replace("exit 1", "print $!+0")


@pytest.fixture
def without_ipv6(cluster: Rig) -> Iterator[Rig]:
    """A cluster, deployed to with IPv6, whose hosts have lost it since."""
    try:
        for name in SERVICES:
            cluster.run(name, FILTERED)
        yield cluster
    finally:
        for name in SERVICES:
            cluster.run(name, UNFILTERED)
        restart_services(cluster)
        cluster.deploy_well()


def restart_services(cluster: Rig) -> None:
    """Let nothing have the sockets any more that it had before."""
    for name, unit in SERVICES.items():
        cluster.run(name, f"systemctl restart {unit}")
        if unit == APP:
            wait_until_ready(cluster, name)


def test_hosts_without_ipv6(without_ipv6: Rig, target: Target) -> None:
    for member in target.cluster.members:
        found = target.host(member).run(ERROR_NUMBER).stdout
        assert found == str(EAFNOSUPPORT), f"{member.name}: {found}"
    without_ipv6.deploy_well()
    assert without_ipv6.deploy_well().changed == {}
    restart_services(without_ipv6)
    without_ipv6.serves()
    without_ipv6.verify_well()
