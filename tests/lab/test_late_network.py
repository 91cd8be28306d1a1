"""Hosts that boot before their network is there, as where DHCP takes its time and nobody waits."""

from collections.abc import Iterator

import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.lab.rig import APP, Rig
from tests.lab.test_faults import wait_until_ready, wait_until_running

HOSTS = {"lb1": "nginx", "app2": APP, "redis1": "redis-server"}
# Long after systemd has given up what it starts five times at most.
LATE_SECONDS = 8
SCRIPT = f"""#!/bin/sh
case $1 in
take)
    ip -o address show dev eth0 scope global | awk '{{ print $4 }}' >/run/addresses
    ip route show default >/run/route
    ip address flush dev eth0 scope global
    ;;
give)
    sleep {LATE_SECONDS}
    while read -r address; do ip address add "$address" dev eth0; done </run/addresses
    read -r route </run/route
    ip route add $route
    ;;
esac
"""
TAKE = """[Unit]
DefaultDependencies=no
Before=sysinit.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/network take
[Install]
WantedBy=sysinit.target
"""
GIVE = """[Service]
ExecStart=/usr/local/sbin/network give
[Install]
WantedBy=multi-user.target
"""
FILES = {
    "/usr/local/sbin/network": SCRIPT,
    "/etc/systemd/system/network-take.service": TAKE,
    "/etc/systemd/system/network-give.service": GIVE,
}


@pytest.fixture
def late(cluster: Rig) -> Iterator[Rig]:
    """A cluster whose hosts get their addresses late at each boot from now on."""
    try:
        for host in HOSTS:
            for path, text in FILES.items():
                cluster.run(host, f"cat >{path} <<'END'\n{text}END\nchmod 755 {path}")
            cluster.run(host, "systemctl enable -q network-take network-give")
        yield cluster
    finally:
        for host in HOSTS:
            cluster.run(host, "systemctl disable -q network-take network-give")
            cluster.run(host, f"rm -f {' '.join(FILES)}; systemctl daemon-reload")


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.2), retry=retry_if_exception_type())
def wait_until_serving(cluster: Rig) -> None:
    cluster.serves()


@pytest.mark.sweep
def test_all_come_up_by_themselves_once_the_network_is_there(late: Rig) -> None:
    boots = {host: late.run(host, "cat /proc/1/stat | cut -d' ' -f22") for host in HOSTS}
    for host in HOSTS:
        late.container(host).exec_run("systemctl reboot", detach=True)
    for host, unit in HOSTS.items():
        wait_until_running(late, host, unit, boots[host])
    wait_until_ready(late, "app2")
    wait_until_serving(late)
    for host in HOSTS:
        own = late.run(host, "getent ahostsv4 $(hostname) | cut -d' ' -f1 | uniq")
        assert own == "127.0.1.1\n", f"{host}: {own}"
    # Redis was there before its address was, which is what this is about.
    assert int(late.run("redis1", "systemctl show -p NRestarts --value redis-server")) > 0
    late.verify_well()
