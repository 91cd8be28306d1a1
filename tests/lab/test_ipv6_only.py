"""Hosts that know each other, and are known, by IPv6 addresses alone."""

from collections.abc import Iterator

import pytest

from lab import commands
from lab.ledger.traffic import Traffic
from lab.lifecycle import bring_down, bring_up
from lab.network import machine_has_ipv6
from lab.topology import PROJECT, Topology
from tests.lab.rig import JAR_BOOT3, WORKER, Rig, Seen
from tests.lab.test_status import read_rows
from verify.target import open_target

STICKY = "session_profile=sticky"

pytestmark = pytest.mark.skipif(not machine_has_ipv6(), reason="this machine's kernel has no IPv6")


@pytest.fixture
def by_ipv6() -> Iterator[Rig]:
    """Bare hosts that the inventory has by their IPv6 addresses."""
    counts = {"lb": 1, "app": 2, "redis": 1}
    rig = Rig(Topology(f"session-test-six{WORKER}", "bookworm", counts, "ipv6"))
    bring_down(rig.topology)
    bring_up(rig.topology)
    yield rig
    bring_down(rig.topology)


def test_deploy_swap_status_and_verification(by_ipv6: Rig, seen: Seen) -> None:
    jar = f"app_jar={JAR_BOOT3}"
    by_ipv6.deploy_well(jar)
    # The packages came by IPv4; from now on there is none between the hosts.
    for host in by_ipv6.topology.hosts:
        by_ipv6.run(host.name, "ip -4 address flush dev eth0 scope global")
    assert "served by app1 and app2" in by_ipv6.verify_well().output
    environment = commands.lab_environment(by_ipv6.topology)
    with open_target(str(PROJECT / commands.LAB_INVENTORY), environment=environment) as target:
        with Traffic(target) as traffic:
            by_ipv6.deploy_well(jar, STICKY)
        seen("a swap to sticky by IPv6 alone", traffic)
        totals = traffic.totals
        assert (totals.failed, totals.wrong) == (0, 0), str(totals)
        assert totals.most_interruptions <= 2, str(totals)
        assert totals.servers.keys() == {"app1", "app2"}, str(totals)
    assert "Redis gained no key" in by_ipv6.verify_well(STICKY).output
    rows = read_rows(by_ipv6.status("--json").output)
    assert {rows[name]["health"] for name in ("app1", "app2")} == {"ready"}
    assert by_ipv6.deploy_well(jar, STICKY).changed == {}
