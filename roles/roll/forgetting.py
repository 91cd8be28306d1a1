"""Deleting the sessions that the kit's own visitors made."""

from collections.abc import Collection
from dataclasses import dataclass

from roles.configuration.redis_access import redis_access
from roles.run.changing import change
from roles.run.run import Run
from roles.shared_places import REDIS_STATE
from roles.visiting.sessions import INDEX_SECONDS

FORGET_TIMEOUT = 10


@dataclass(frozen=True)
class Forgotten:
    """The keys that were there; `trouble` says why Redis could not be asked."""

    keys: frozenset[str] = frozenset()
    trouble: str | None = None


def forget(run: Run, keys: Collection[str]) -> Forgotten:
    """Delete sessions in Redis by their keys."""
    if not keys or run.decision.profile != "clustered":
        return Forgotten()
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
            "index_seconds": str(INDEX_SECONDS),
        },
        timeout=2 * FORGET_TIMEOUT,
    )
    if not result.succeeded:
        said = " / ".join(result.lines[-1:]) or "it said nothing"
        return Forgotten(trouble=f"Redis could not be asked from {access.member.name} ({said})")
    return Forgotten(frozenset(result.lines).intersection(keys))
