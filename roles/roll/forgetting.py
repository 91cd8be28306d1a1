"""Deleting the sessions that the kit's own visitors made."""

from collections.abc import Collection

from roles.configuration.redis_access import redis_access
from roles.places import REDIS_STATE
from roles.run.changing import change
from roles.run.run import Run

FORGET_TIMEOUT = 10


def forget(run: Run, keys: Collection[str]) -> set[str]:
    """Delete sessions in Redis by their keys; give the keys that were there."""
    if not keys or run.decision.profile != "clustered":
        return set()
    access = redis_access(run.cluster)
    result = change(
        run,
        run.host(access.member),
        "redis_forget",
        {
            "state": REDIS_STATE,
            "busy_timeout": str(FORGET_TIMEOUT),
            "redis_password": run.decision.redis_password() or "",
            "options": " ".join(access.options),
            "keys": " ".join(sorted(keys)),
        },
        timeout=2 * FORGET_TIMEOUT,
    )
    return set(result.lines).intersection(keys)
