"""The kinds of visitors: how large their files are, and what line they have to the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm


@dataclass(frozen=True)
class Kind:
    """Visitors with files of so many bytes, each looked at so often before it is edited.

    With `fresh` each request has a connection of its own.
    """

    sizes: range
    fresh: bool = False
    looks: int = 1

    def __str__(self) -> str:
        """The kind as a person reads it."""
        return f"{self.sizes[-1] // 1000} KB, {'fresh' if self.fresh else 'kept'}"


# A load balancer takes either in several buffers, and these sizes end anywhere within one.
SMALL, LARGE = range(8_000, 12_501), range(380_000, 390_001)
KINDS = (Kind(SMALL), Kind(LARGE, fresh=True), Kind(SMALL, fresh=True), Kind(LARGE))


def deal(kinds: Sequence[Kind], place: int, servers: int) -> Kind:
    """Give the kind of who is at that place, such that each kind comes to each app server.

    ip_hash has neighbouring networks served by one server after the other. Once a plain deal
    would give a server the kinds again that it has had, the deal goes on with the next kind.
    """
    turn = place // lcm(len(kinds), servers)
    return kinds[(place + turn) % len(kinds)]
