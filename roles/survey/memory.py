"""How a host's memory is shared out, in megabytes: pure functions."""


def share_mb(memory_mb: int, percent: int) -> int:
    """A part of a host's memory."""
    return memory_mb * percent // 100


def redis_memory_mb(memory_mb: int, percent: int, found_mb: int | None) -> int:
    """What Redis may use; `found_mb` is what its file says.

    A host's memory differs by a few megabytes from kernel to kernel: what is found stays where it
    is less than 1 % off, and nearer to `percent` than to the next whole one.
    """
    wanted = share_mb(memory_mb, percent)
    if found_mb is not None and abs(found_mb - wanted) < min(wanted / 100, memory_mb / 200):
        return found_mb
    return wanted
