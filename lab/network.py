"""The lab's network: a /16 and a /64 of its own, with addresses for visitors from several /24s."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from docker.errors import APIError, NotFound
from docker.models.networks import Network
from docker.types import IPAMConfig, IPAMPool

from lab.engine import LAB_LABEL, engine
from lab.errors import LabError
from lab.topology import Family

CANDIDATES = [
    (ip_network(f"10.{number}.0.0/16"), ip_network(f"fdc5:1a6:0:{number}::/64"))
    for number in range(77, 97)
]
# The hosts stand in the first /24; a visitor's in one of these.
FIRST_HOST = 11
VISITOR_NETWORKS = range(101, 117)


def machine_has_ipv6() -> bool:
    """Tell whether the kernel below has IPv6: without it no host can, and Docker would refuse."""
    return Path("/proc/sys/net/ipv6").exists()


def ensure_network(name: str) -> Network:
    """Give the lab's network; it is made of the first free networks if it is not there.

    Raises LabError when no candidate is free.
    """
    client = engine()
    try:
        return client.networks.get(name)
    except NotFound:
        pass
    has_ipv6 = machine_has_ipv6()
    for candidate in CANDIDATES:
        subnets = candidate if has_ipv6 else candidate[:1]
        pools = [IPAMPool(subnet=str(subnet), gateway=str(subnet[1])) for subnet in subnets]
        try:
            return client.networks.create(
                name,
                driver="bridge",
                enable_ipv6=has_ipv6,
                ipam=IPAMConfig(pool_configs=pools),
                labels={LAB_LABEL: name},
            )
        except APIError as error:
            if "overlap" not in str(error):
                raise LabError(f"The network {name} could not be made: {error}") from None
    raise LabError("None of the lab's networks is free: remove a lab with `make lab-down`.")


def _subnets(network: Network) -> dict[Family, IPv4Network | IPv6Network]:
    subnets = (ip_network(config["Subnet"]) for config in network.attrs["IPAM"]["Config"])
    return {"ipv4" if subnet.version == 4 else "ipv6": subnet for subnet in subnets}


def host_addresses(network: Network, number: int) -> dict[Family, str]:
    """The addresses of the lab's host with that number: of both families, where the network has."""
    return {
        family: str(subnet[FIRST_HOST + number]) for family, subnet in _subnets(network).items()
    }


def visitor_addresses(network: Network, family: Family = "ipv4") -> list[str]:
    """Addresses of this machine on the lab's bridge; of IPv4 each in a /24 of its own."""
    subnet = _subnets(network)[family]
    return [str(subnet[third * 256 + 1]) for third in VISITOR_NETWORKS]


def add_visitor_addresses(network: Network, image: str) -> None:
    """Give the bridge the visitors' addresses.

    It is done in a container on the machine's own network, which needs no root here. They go
    with the bridge.
    """
    bridge = f"br-{network.id[:12]}"
    commands = [f"ip address replace {a}/16 dev {bridge}" for a in visitor_addresses(network)]
    if "ipv6" in _subnets(network):
        sixes = visitor_addresses(network, "ipv6")
        commands += [f"ip address replace {a}/64 dev {bridge} nodad" for a in sixes]
    engine().containers.run(
        image,
        ["sh", "-c", " && ".join(commands)],
        network_mode="host",
        cap_add=["NET_ADMIN"],
        remove=True,
    )
