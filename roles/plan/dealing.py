"""Whom nginx sends to another server once the servers are others, or the way to know them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

# An address is hashed to one of so many numbers (ngx_http_upstream_ip_hash_module), and the
# remainder by the number of servers says which of them it is.
HASHES = 6271


def dealt_anew(before: Sequence[str], after: Sequence[str]) -> Mapping[str, Fraction]:
    """Give for each server of before the share of its visitors that another one will get.

    Servers are in the order of nginx' upstream; one that is marked down counts as well.
    """
    moved, had = dict.fromkeys(before, 0), dict.fromkeys(before, 0)
    for number in range(HASHES):
        server = before[number % len(before)]
        had[server] += 1
        moved[server] += server != after[number % len(after)]
    return {server: Fraction(moved[server], had[server]) for server in before}


def dealt(
    balancing: str | None, balanced: str, before: Sequence[str], after: Sequence[str]
) -> Mapping[str, Fraction]:
    """Give for each server of before the share of its visitors that another one will get.

    `balancing` is how they came to it, `balanced` how they will; {} where neither is an affinity.
    """
    if balanced == "ip_hash" and balancing == "cookie":
        elsewhere = Fraction(len(after) - 1, len(after))
        return {server: elsewhere if server in after else Fraction(1) for server in before}
    if balanced == "cookie" and balancing == "cookie":
        return {server: Fraction(server not in after) for server in before}
    if balanced in ("ip_hash", "cookie") and balancing == "ip_hash" and before:
        return dealt_anew(before, after)
    return {}
