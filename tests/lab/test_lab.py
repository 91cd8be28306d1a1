"""Labs keep apart, and each is gone without a trace."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lab.engine import LAB_LABEL, engine, lab_containers
from lab.lab import Lab
from lab.lifecycle import bring_down, bring_up
from lab.network import machine_has_ipv6
from lab.topology import PROJECT, Topology
from tests.lab.rig import WORKER


@pytest.fixture
def two_labs() -> Iterator[tuple[Topology, Topology]]:
    first, second = (Topology(f"session-pair{n}{WORKER}", "bookworm", {"app": 1}) for n in (1, 2))
    bring_up(first)
    bring_up(second)
    yield first, second
    bring_down(first)
    bring_down(second)


def test_one_goes_down_and_the_other_stays(two_labs: tuple[Topology, Topology]) -> None:
    first, second = two_labs
    assert Lab(first).address("app1") != Lab(second).address("app1")
    assert Lab(second).run("app1", "systemctl is-active ssh").strip() == "active"
    bring_down(first)
    assert [container.name for container in lab_containers(second.name)] == [f"{second.name}-app1"]
    assert lab_containers(first.name) == []
    networks = engine().networks.list(filters={"label": LAB_LABEL})
    assert first.name not in {network.name for network in networks}
    assert not first.state.exists()


def test_hosts_have_the_addresses_that_vms_have(two_labs: tuple[Topology, Topology]) -> None:
    lab = Lab(two_labs[0])
    assert lab.run("app1", "getent ahostsv4 $(hostname) | cut -d' ' -f1 | uniq") == "127.0.1.1\n"
    assert ("::1/128" in lab.run("app1", "ip -6 -brief address show lo")) is machine_has_ipv6()
    if machine_has_ipv6():
        six = Lab(replace(two_labs[0], family="ipv6")).address("app1")
        assert f"{six}/64" in lab.run("app1", "ip -6 -brief address show eth0")


def test_up_again_starts_what_is_missing(two_labs: tuple[Topology, Topology]) -> None:
    first, _ = two_labs
    Lab(first).container("app1").stop()
    before = (first.state / "known_hosts").read_text()
    assert bring_up(first) == 1
    assert Lab(first).run("app1", "systemctl is-active ssh").strip() == "active"
    assert (first.state / "known_hosts").read_text() == before


def test_set_up_installs_what_a_bare_machine_lacks(two_labs: tuple[Topology, Topology]) -> None:
    """The machine that runs this has it all: a script that can't install would go unnoticed."""
    machine = Lab(two_labs[0])
    for folder in ("setup", "roles/scripts"):
        machine.run("app1", f"mkdir -p /kit/{folder}")
        copy = ["docker", "cp", f"{PROJECT}/{folder}/.", f"{two_labs[0].name}-app1:/kit/{folder}"]
        subprocess.run(copy, capture_output=True, check=True)
    install = "cd /kit && setup/packages.sh checks"
    assert "shellcheck" in machine.run("app1", f"! command -v shellcheck && {install}")
    # All is there now: nothing is to be done, and nothing is said.
    assert machine.run("app1", f"command -v shellcheck && {install}") == "/usr/bin/shellcheck\n"
