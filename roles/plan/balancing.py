"""How nginx balances: while servers take their turns, and once all have had theirs."""

from collections.abc import Iterable
from typing import Literal

from roles.configuration.settings import Profile

Balancing = Literal["ip_hash", "cookie", "round_robin"]
# The ways in which a visitor comes to the same server again.
Affinity = Literal["ip_hash", "cookie"]


def balancing_during(
    profile: Profile, sessions: Iterable[str | None], affinity: Affinity = "ip_hash"
) -> Balancing:
    """How nginx balances while the servers take their turns; `sessions` is where each keeps them.

    Round robin over sessions in memory loses them, so it is there only while every server keeps
    its sessions in Redis already: a swap to `sticky` goes to its affinity first, one to
    `clustered` leaves it last.
    """
    if profile == "local":
        return "round_robin"
    in_redis = all(kept == "clustered" for kept in sessions)
    return "round_robin" if profile == "clustered" and in_redis else affinity


def balancing_after(profile: Profile, affinity: Affinity = "ip_hash") -> Balancing:
    """How nginx balances once every server has had its turn."""
    return affinity if profile == "sticky" else "round_robin"


def affinity_during(asked: Affinity, found: Iterable[str | None]) -> Affinity:
    """How visitors come to their server again meanwhile, by how load balancers are `found`.

    By the cookie, where some have one: it knows those who have none by their addresses.
    """
    return "cookie" if "cookie" in (asked, *found) else "ip_hash"
