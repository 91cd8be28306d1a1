"""Whom Tomcat believes in what they say of a visitor: the load balancers, whatever addresses."""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network

# Whom it believes by itself (RemoteIpValve's internalProxies): Tomcat 11 has them as networks,
# Tomcat 10.1 as a regular expression, which both take as long as it has no slash.
BELIEVED = [
    ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "::1/128",
        "fe80::/10",
        "fc00::/7",
    )
]
BELIEVED_PATTERNS = (
    r"10\.[\d.]+",
    r"172\.(1[6-9]|2\d|3[01])\.[\d.]+",
    r"192\.168\.[\d.]+",
    r"169\.254\.[\d.]+",
    r"100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.[\d.]+",
    r"127\.[\d.]+",
    "(0:0:0:0:0:0:0|:):1",
    "fe[89ab][0-9a-f]:.*",
    "f[cd][0-9a-f]{2}:.*",
)


def internal_proxies(addresses: Iterable[str]) -> str | None:
    """Give Tomcat's pattern of whom it believes; None where that is what it does by itself."""
    more = [address for address in addresses if not _is_believed(address)]
    if not more:
        return None
    return "|".join([*BELIEVED_PATTERNS, *map(_pattern, more)])


def _is_believed(address: str) -> bool:
    return any(ip_address(address) in network for network in BELIEVED)


def _pattern(address: str) -> str:
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        # As Java writes it: nothing left out but zeros that begin a group.
        return ":".join(f"{int(group, 16):x}" for group in parsed.exploded.split(":"))
    return re.escape(address)
