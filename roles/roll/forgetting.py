"""Deleting the sessions that the kit's own visitors made."""

from collections.abc import Collection

from roles.places import REDIS_STATE
from roles.run.changing import change
from roles.run.run import Run

FORGET_TIMEOUT = 10


def forget(run: Run, keys: Collection[str]) -> set[str]:
    """Delete sessions in Redis by their keys; give the keys that were there."""
    if not keys or run.decision.profile != "clustered":
        return set()
    settings = run.cluster.settings
    result = change(
        run,
        run.host(run.cluster.redis_host),
        "redis_forget",
        {
            "state": REDIS_STATE,
            "busy_timeout": str(FORGET_TIMEOUT),
            "password_file": run.places.redis_password_file,
            "app_name": settings.app_name,
            "port": str(settings.redis_port),
            "keys": " ".join(sorted(keys)),
        },
        timeout=2 * FORGET_TIMEOUT,
    )
    return set(result.lines).intersection(keys)
