"""A restart of Redis as it is said before a run begins: why, and what it costs the visitors."""

from collections.abc import Sequence
from dataclasses import dataclass

# The words of redis.sh: before a reason to restart, and before how many keys it reads again.
RESTART, HOLDS = "restart ", "holds "


@dataclass(frozen=True)
class RedisRestart:
    """Why Redis has to be restarted, and how many sessions it reads again; None: not known."""

    reasons: tuple[str, ...]
    sessions: int | None


def read_restart(lines: Sequence[str]) -> RedisRestart | None:
    """Read what redis.sh prints of a check; None where Redis has not to be restarted."""
    reasons = [line.removeprefix(RESTART) for line in lines if line.startswith(RESTART)]
    held = [line.removeprefix(HOLDS) for line in lines if line.startswith(HOLDS)]
    counts = [int(count) for count in held if count.isdecimal()]
    return RedisRestart(tuple(reasons), counts[0] if counts else None) if reasons else None


def restart_sentences(host: str, restart: RedisRestart) -> list[str]:
    """Say that Redis on that host is restarted."""
    directives = {reason.split()[0] for reason in restart.reasons}
    said = [
        f"Redis on {host} is restarted ({', '.join(restart.reasons)}): requests that need a "
        f"session fail until {_end(restart, directives)}."
    ]
    if "dir" in directives and restart.sessions != 0:
        said.append(f"It leaves {_held(restart)} behind in the old folder: visitors lose them.")
    return said


def _end(restart: RedisRestart, directives: set[str]) -> str:
    if "port" in directives:
        return "every app server has had its turn"
    if "dir" in directives or restart.sessions == 0:
        return "it answers again"
    return f"it has read {_held(restart)} again"


def _held(restart: RedisRestart) -> str:
    if restart.sessions is None:
        return "its sessions"
    return "its 1 session" if restart.sessions == 1 else f"its {restart.sessions} sessions"
