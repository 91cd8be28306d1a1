"""Hosts that only a bastion reaches: the first load balancer is the bastion of the others."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from lab import commands
from lab.topology import PROJECT
from tests.lab.rig import APP, Rig

BEHIND = ("app1", "app2", "redis1")
RULE = "/etc/ssh/sshd_config.d/bastion.conf"


@contextmanager
def letting_in(cluster: Rig, host: str, whom: str) -> Iterator[None]:
    """Have a host's sshd let in nobody else; a restart leaves the sessions that are there."""
    cluster.run(host, f"echo 'AllowUsers {whom}' >{RULE} && systemctl restart ssh")
    try:
        yield
    finally:
        cluster.run(host, f"rm {RULE} && systemctl restart ssh")


@pytest.fixture
def behind(cluster: Rig) -> Iterator[Rig]:
    """A cluster of which this machine reaches the load balancer only."""
    with ExitStack() as stack:
        for host in BEHIND:
            stack.enter_context(letting_in(cluster, host, f"admin@{cluster.address('lb1')}"))
        yield cluster


def inventory_with(cluster: Rig, folder: Path, way: str) -> Path:
    """An inventory whose hosts have an ssh configuration with that way to those behind."""
    config = folder / "config"
    state = cluster.topology.state
    behind = " ".join(map(cluster.address, BEHIND))
    config.write_text(
        f"Host {cluster.address('lb1')}\n"
        "    User admin\n"
        f"    IdentityFile {state}/id_ed25519\n"
        f"    UserKnownHostsFile {state}/known_hosts\n"
        "    StrictHostKeyChecking yes\n"
        f"Host {behind}\n"
        f"    {way.format(config=config, bastion=cluster.address('lb1'))}\n"
    )
    inventory = folder / "lab.py"
    text = (PROJECT / commands.LAB_INVENTORY).read_text(encoding="utf-8")
    inventory.write_text(
        f"import sys\nsys.path.insert(0, {str(PROJECT)!r})\n{text}\n"
        "for group in _groups.values():\n"
        f"    for _, data in group:\n        data['ssh_config_file'] = {str(config)!r}\n"
    )
    return inventory


def test_every_command_goes_through_the_bastion(behind: Rig, tmp_path: Path) -> None:
    inventory = inventory_with(behind, tmp_path, "ProxyJump {bastion}")
    before = behind.started()
    behind.run("app1", f"echo '# by hand' >>/etc/{APP}/application.yml")
    keys = commands.host_keys(behind.topology, inventory)
    assert keys.exit_code == 0, keys.output
    assert len(re.findall(r"SHA256:\S+ +│ known", keys.output)) == len((*BEHIND, "lb1"))
    direct = behind.deploy()
    assert direct.exit_code == 1 and "app1 refuses the login" in direct.output
    behind.deploy_well(inventory=inventory)
    after = behind.started()
    assert before["app1"] != after["app1"] and before["app2"] == after["app2"]
    running = behind.releases()["app1"]
    behind.deploy_well(f"release={running}", inventory=inventory, script="rollback.py")
    assert running in behind.status(inventory=inventory).output
    behind.deploy_well(inventory=inventory, script="unlock.py")
    assert "served by app1 and app2" in behind.verify_well(inventory=inventory).output


@pytest.mark.sweep
def test_a_command_may_lead_through_the_bastion(behind: Rig, tmp_path: Path) -> None:
    way = "ProxyCommand ssh -F {config} -W %h:%p {bastion}"
    inventory = inventory_with(behind, tmp_path, way)
    assert behind.releases()["app1"] in behind.status(inventory=inventory).output


def test_a_bastion_that_refuses_is_named(behind: Rig, tmp_path: Path) -> None:
    inventory = inventory_with(behind, tmp_path, "ProxyJump {bastion}")
    with letting_in(behind, "lb1", "nobody"):
        deploy = behind.deploy(inventory=inventory)
        verification = commands.verify(behind.topology, inventory=inventory)
    said = f"The jump host {behind.address('lb1')} refuses the login: check User and IdentityFile"
    assert deploy.exit_code == 1 and deploy.output.count(said) == 1
    assert verification.exit_code == 1
    assert "app1 can't be reached over SSH: admin@" in verification.output
    assert "Traceback" not in deploy.output + verification.output
