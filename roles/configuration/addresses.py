"""The addresses at which the hosts of a cluster reach each other."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from roles.errors import RefusedError

CURE = "give it an `address` in the inventory, the IP at which the other hosts reach it."


def host_address(name: str, data: Mapping[str, Any]) -> str:
    """Give a host's address from its data: `address`, else `ssh_hostname`, else its name.

    IPv6 comes in its short form, IPv4 in IPv6's dress as IPv4. Raises RefusedError for what is no
    IP and for an IP at which no other host can reach it.
    """
    given = str(data.get("address") or data.get("ssh_hostname") or name)
    try:
        address = ip_address(given)
    except ValueError:
        raise RefusedError(f"The address of {name} is {given!r}: {CURE}") from None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if fault := _fault(address):
        raise RefusedError(f"The address of {name} is {given}, {fault}: {CURE}")
    return str(address)


def _fault(address: IPv4Address | IPv6Address) -> str | None:
    if address.is_unspecified:
        return "which is no host's"
    if address.is_loopback:
        return "at which every host reaches itself"
    if address.is_multicast:
        return "which is for many hosts"
    if isinstance(address, IPv6Address) and (address.scope_id or address.is_link_local):
        return "which counts on one link of one host only"
    return None


def refuse_shared_addresses(addresses: Iterable[tuple[str, str]]) -> None:
    """Refuse two hosts with one address; takes each host's name and address."""
    owners: dict[str, str] = {}
    for name, address in addresses:
        if address in owners:
            raise RefusedError(
                f"{owners[address]} and {name} have one address, {address}: each host needs its "
                "own."
            )
        owners[address] = name


def url_address(address: str) -> str:
    """Give an address or a name as URLs and nginx write it: IPv6 in brackets."""
    return f"[{address}]" if ":" in address else address
