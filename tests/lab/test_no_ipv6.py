"""Hosts whose kernel has no IPv6: the kit deploys to them, and they prove themselves."""

from collections.abc import Iterator
from errno import EAFNOSUPPORT

import pytest

from roles.survey.host_survey import OPENS_IPV6_SOCKET
from tests.lab.rig import Rig
from verify.target import Target

# A filter on every service gives what such a kernel gives; what sshd starts inherits it.
FILTER = "/etc/systemd/system/service.d/no-ipv6.conf"
FILTERED = (
    f"mkdir -p $(dirname {FILTER}) && "
    f"printf '[Service]\\nRestrictAddressFamilies=~AF_INET6\\n' >{FILTER} && "
    "systemctl daemon-reload && systemctl restart ssh"
)
UNFILTERED = f"rm -f {FILTER} && systemctl daemon-reload && systemctl restart ssh"
ERROR_NUMBER = OPENS_IPV6_SOCKET.replace("exit 1", "print $!+0")
# Has the app servers restarted, each in its turn.
OTHER_OPTIONS = "app_java_opts=-Dnothing=else"


@pytest.fixture
def without_ipv6(cluster: Rig) -> Iterator[Rig]:
    """A cluster, deployed to with IPv6, whose hosts have lost it since."""
    names = [host.name for host in cluster.topology.hosts]
    try:
        for name in names:
            cluster.run(name, FILTERED)
        yield cluster
    finally:
        for name in names:
            cluster.run(name, UNFILTERED)
        # What runs keeps the filter that it was started with.
        cluster.run("redis1", "systemctl restart redis-server")
        cluster.run("lb1", "systemctl restart nginx")
        cluster.deploy_well()


@pytest.mark.sweep
def test_hosts_without_ipv6(without_ipv6: Rig, target: Target) -> None:
    for member in target.cluster.members:
        found = target.host(member).run(ERROR_NUMBER).stdout
        assert found == str(EAFNOSUPPORT), f"{member.name}: {found}"
    without_ipv6.run("redis1", "systemctl restart redis-server")
    without_ipv6.deploy_well(OTHER_OPTIONS)
    without_ipv6.run("lb1", "systemctl restart nginx")
    assert without_ipv6.deploy_well(OTHER_OPTIONS).changed == {}
    without_ipv6.serves()
    without_ipv6.verify_well()
