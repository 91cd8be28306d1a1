"""The lab's network: a /16 of its own, with addresses for visitors from several /24s."""

from ipaddress import IPv4Network, ip_network

from docker.errors import APIError, NotFound
from docker.models.networks import Network
from docker.types import IPAMConfig, IPAMPool

from lab.engine import LAB_LABEL, engine
from lab.errors import LabError

CANDIDATES = [ip_network(f"10.{second}.0.0/16") for second in range(77, 97)]
# The hosts stand in the first /24; a visitor's in one of these.
FIRST_HOST = 11
VISITOR_NETWORKS = range(101, 117)


def ensure_network(name: str) -> Network:
    """Give the lab's network; it is made in the first free /16 if it is not there.

    Raises LabError when no candidate is free.
    """
    client = engine()
    try:
        return client.networks.get(name)
    except NotFound:
        pass
    for subnet in CANDIDATES:
        pool = IPAMPool(subnet=str(subnet), gateway=str(subnet[1]))
        try:
            return client.networks.create(
                name,
                driver="bridge",
                ipam=IPAMConfig(pool_configs=[pool]),
                labels={LAB_LABEL: name},
            )
        except APIError as error:
            if "overlap" not in str(error):
                raise LabError(f"The network {name} could not be made: {error}") from None
    raise LabError("None of the lab's networks is free: remove a lab with `make lab-down`.")


def subnet_of(network: Network) -> IPv4Network:
    """The network's /16."""
    return IPv4Network(network.attrs["IPAM"]["Config"][0]["Subnet"])


def host_address(network: Network, number: int) -> str:
    """The address of the lab's host with that number."""
    return str(subnet_of(network)[FIRST_HOST + number])


def visitor_addresses(network: Network) -> list[str]:
    """Addresses of this machine on the lab's bridge, each in a /24 of its own."""
    return [str(subnet_of(network)[third * 256 + 1]) for third in VISITOR_NETWORKS]


def add_visitor_addresses(network: Network, image: str) -> None:
    """Give the bridge the visitors' addresses.

    It is done in a container on the machine's own network, which needs no root here. They go
    with the bridge.
    """
    bridge = f"br-{network.id[:12]}"
    commands = [f"ip address replace {a}/16 dev {bridge}" for a in visitor_addresses(network)]
    engine().containers.run(
        image,
        ["sh", "-c", " && ".join(commands)],
        network_mode="host",
        cap_add=["NET_ADMIN"],
        remove=True,
    )
