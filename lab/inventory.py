"""The running lab as pyinfra's inventory takes it."""

from typing import Any

from lab.engine import GROUP_LABEL, NUMBER_LABEL, engine, lab_containers
from lab.errors import LabError
from lab.network import host_addresses, visitor_addresses
from lab.topology import GROUPS, read_topology

Host = tuple[str, dict[str, Any]]


def lab_groups() -> dict[str, list[Host]]:
    """Give the hosts of each group with their connection data.

    Raises LabError when no lab is up.
    """
    topology = read_topology()
    containers = lab_containers(topology.name)
    if not containers:
        raise LabError(f"No lab {topology.name} is up: `make lab-up` starts it.")
    network = engine().networks.get(topology.name)
    groups: dict[str, list[Host]] = {group: [] for group in GROUPS}
    for container in containers:
        group = container.labels[GROUP_LABEL]
        number = int(container.labels[NUMBER_LABEL])
        data: dict[str, Any] = {
            "ssh_hostname": host_addresses(network, number)[topology.family],
            "ssh_user": "admin",
            "ssh_key": str(topology.state / "id_ed25519"),
            "ssh_known_hosts_file": str(topology.state / "known_hosts"),
            "_sudo": True,
        }
        if group == "lb":
            data["visitor_addresses"] = visitor_addresses(network, topology.family)
        groups[group].append((container.name.removeprefix(f"{topology.name}-"), data))
    return groups
