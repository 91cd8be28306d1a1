"""The keys of a lab: the one that its hosts let in, and the ones that they are known by."""

import subprocess

from docker.models.containers import Container
from docker.models.networks import Network

from lab.engine import NUMBER_LABEL, execute
from lab.network import host_addresses
from lab.topology import Topology


def make_key(topology: Topology) -> None:
    """Make the lab's SSH key, unless it is there."""
    key = topology.state / "id_ed25519"
    topology.state.mkdir(parents=True, exist_ok=True)
    if not key.exists():
        options = ["-q", "-t", "ed25519", "-N", "", "-C", topology.name, "-f", str(key)]
        subprocess.run(["ssh-keygen", *options], check=True)


def write_known_hosts(topology: Topology, hosts: list[Container], network: Network) -> None:
    """Write the hosts' keys, read through the engine and so beyond doubt, to known_hosts."""
    lines = []
    for container in hosts:
        key = execute(str(container.name), "cat /etc/ssh/ssh_host_ed25519_key.pub").stdout
        for address in host_addresses(network, int(container.labels[NUMBER_LABEL])).values():
            lines.append(f"{address} {' '.join(key.split()[:2])}\n")
    (topology.state / "known_hosts").write_text("".join(lines))
