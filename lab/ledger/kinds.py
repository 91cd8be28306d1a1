"""The kinds of visitors: how large their files are, and what line they have to the site."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lcm


@dataclass(frozen=True)
class Kind:
    """Visitors with files of so many bytes, each looked at so often before it is edited.

    With `fresh` each request has a connection of its own; `rate` is how many bytes a second the
    line takes of an answer, 0 for all that come.
    """

    sizes: range
    fresh: bool = False
    looks: int = 1
    rate: int = 0

    def __str__(self) -> str:
        """The kind as a person reads it."""
        kilobytes = self.sizes[-1] // 1000
        size = f"{kilobytes // 1000} MB" if kilobytes >= 1000 else f"{kilobytes} KB"
        slow = ", read slowly" if self.rate else ""
        return f"{size}, {'fresh' if self.fresh else 'kept'}{slow}"

    def within(self, most: int) -> "Kind":
        """The same with files of so many bytes at most, which a site may be limited to."""
        sizes = self.sizes
        return (
            self if sizes[-1] <= most else replace(self, sizes=range(min(sizes[0], most), most + 1))
        )


# A picture alone is of 800 bytes or so. Of what a load balancer takes in several buffers the sizes
# end anywhere within one; the last goes through its disk where a visitor reads more slowly.
TINY, SMALL = range(900, 1_101), range(8_000, 12_501)
LARGE, HUGE = range(380_000, 400_001), range(4_900_000, 5_000_001)
# A picture of 5 MB is read for as many seconds.
SLOW = 1_000_000
KINDS = (
    *(Kind(SMALL), Kind(LARGE, fresh=True), Kind(TINY)),
    *(Kind(SMALL, fresh=True), Kind(LARGE), Kind(TINY, fresh=True)),
)
# Of ten visitors one is of these: as on most sites, and as much as two labs on one machine bear.
RARE = (
    *(Kind(HUGE, fresh=True, rate=SLOW), Kind(HUGE)),
    *(Kind(LARGE, rate=SLOW // 4), Kind(HUGE, fresh=True)),
)
RARITY = 10


def deal(kinds: Sequence[Kind], place: int, servers: int) -> Kind:
    """Give the kind of who is at that place, such that each kind comes to each app server.

    ip_hash has neighbouring networks served by one server after the other. Once a plain deal
    would give a server the kinds again that it has had, the deal goes on with the next kind.
    """
    turn = place // lcm(len(kinds), servers)
    return kinds[(place + turn) % len(kinds)]
