"""Bringing a lab up and down."""

import contextlib
import shutil

from docker.errors import NotFound

from lab.engine import engine
from lab.hosts import ensure_hosts, remove_hosts
from lab.image import ensure_image
from lab.keys import make_key, write_known_hosts
from lab.network import add_visitor_addresses, ensure_network
from lab.topology import Topology


def bring_up(topology: Topology) -> int:
    """Start what is missing of a lab; give the number of its hosts. Raises LabError."""
    image = ensure_image(topology.suite)
    network = ensure_network(topology.name)
    network.reload()
    make_key(topology)
    hosts = ensure_hosts(topology, network, image)
    add_visitor_addresses(network, image)
    write_known_hosts(topology, hosts, network)
    return len(hosts)


def bring_down(topology: Topology) -> int:
    """Remove exactly what `bring_up` made, but for the image; give the number of hosts removed.

    Raises LabError.
    """
    removed = remove_hosts(topology.name)
    with contextlib.suppress(NotFound):
        engine().networks.get(topology.name).remove()
    shutil.rmtree(topology.state, ignore_errors=True)
    return len(removed)
