"""How many app servers take a turn at once."""

from collections.abc import Collection, Sequence

from roles.configuration.settings import Settings

PERCENT = "%"


def batch_and_kept(settings: Settings, servers: int) -> tuple[int, int]:
    """How many of so many servers take a turn at once, and how many have to serve meanwhile.

    A share such as "25%" is rounded down in the first, to one at least, and up in the second.
    """
    batch, keep = _part(settings.rolling_batch, servers), _part(settings.rolling_keep, servers)
    return max(1, batch // 100), -(-keep // 100)


def _part(asked: int | str, servers: int) -> int:
    """A count or a share of the servers, in hundredths of a server."""
    if isinstance(asked, str):
        return int(asked.removesuffix(PERCENT)) * servers
    return 100 * asked


def batches(
    order: Sequence[str], able: Collection[str], batch: int, keep: int
) -> tuple[tuple[str, ...], ...]:
    """Deal servers, in that order, to turns of `batch` at most.

    A turn has fewer where they would leave less than `keep` of those that are `able` to serve, but
    one: that one is refused elsewhere if it has to be. Who has had its turn is able.
    """
    turns: list[tuple[str, ...]] = []
    waiting, serving = list(order), set(able)
    while waiting:
        size = 1
        while size < min(batch, len(waiting)) and len(serving - {*waiting[: size + 1]}) >= keep:
            size += 1
        turns.append(tuple(waiting[:size]))
        serving.update(waiting[:size])
        del waiting[:size]
    return tuple(turns)
