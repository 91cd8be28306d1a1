"""The words of lock.sh: what it is asked for, and what it says; nowhere else are they spelled."""

from enum import StrEnum

# Before a lock as it stands on a host: another run's, one whose holder is gone, one freed by hand.
HELD, ABANDONED, FREED = "held ", "abandoned ", "freed "
# What every script says that found the lock to be another's, or nobody's.
LOST = "lost the deploy lock"


class LockAction(StrEnum):
    """What lock.sh does with a host's lock."""

    TAKE = "take"
    RENEW = "renew"
    RELEASE = "release"
    FREE = "free"
