"""Which keys of a Redis belong to whom, by how they begin: pure functions."""

from collections.abc import Iterable

# What separates the parts of a key, as everybody writes it.
SEPARATOR = ":"


def overlap(these: Iterable[str], those: Iterable[str]) -> tuple[str, str] | None:
    """Give a beginning of each side that some key could have both of; None where none could."""
    others = list(those)
    for this in these:
        for other in others:
            if this.startswith(other) or other.startswith(this):
                return this, other
    return None
