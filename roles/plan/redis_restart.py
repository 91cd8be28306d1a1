"""A restart of Redis as it is said before a run begins: why, and what it costs the visitors."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

# The words of redis.sh: before a reason to restart, before how many keys Redis reads again, and
# before how many bytes they take.
RESTART, HOLDS, OCCUPIES = "restart ", "holds ", "occupies "
# Where Redis keeps what it holds: it finds nothing elsewhere.
FOLDERS = {"dir", "appenddirname", "appendfilename"}
MEGABYTE = 2**20
# What a start takes besides reading, in seconds; how many keys, or megabytes of large ones, Redis
# reads in a second at least: docs/sessions.md says how that was measured.
START_SECONDS = 1
KEYS_A_SECOND = 60_000
MEGABYTES_A_SECOND = 130


@dataclass(frozen=True)
class RedisRestart:
    """Why Redis has to be restarted, and how many keys and bytes it reads again; None: unknown."""

    reasons: tuple[str, ...]
    keys: int | None
    size: int | None

    @property
    def directives(self) -> set[str]:
        """What of Redis' configuration it is restarted for."""
        return {reason.split()[0] for reason in self.reasons}

    @property
    def seconds(self) -> int | None:
        """How long Redis is away on a slow host, where that is known."""
        if self.keys is None or self.size is None:
            return None
        reading = self.keys / KEYS_A_SECOND + self.size / MEGABYTE / MEGABYTES_A_SECOND
        return ceil(START_SECONDS + reading)


def read_restart(lines: Sequence[str]) -> RedisRestart | None:
    """Read what redis.sh prints of a check; None where Redis has not to be restarted."""
    reasons = [line.removeprefix(RESTART) for line in lines if line.startswith(RESTART)]
    if not reasons:
        return None
    return RedisRestart(tuple(reasons), _number(lines, HOLDS), _number(lines, OCCUPIES))


def _number(lines: Sequence[str], word: str) -> int | None:
    said = [line.removeprefix(word) for line in lines if line.startswith(word)]
    return next((int(number) for number in said if number.isdecimal()), None)


def restart_sentences(host: str, restart: RedisRestart) -> list[str]:
    """Say that Redis on that host is restarted."""
    said = [
        f"Redis on {host} is restarted ({', '.join(restart.reasons)}): requests that need a "
        f"session fail until {_end(restart)}."
    ]
    if restart.directives & FOLDERS and restart.keys != 0:
        said.append(f"It leaves {_held(restart)} behind in the old place: visitors lose them.")
    return said


def _end(restart: RedisRestart) -> str:
    if "port" in restart.directives:
        return "every app server has had its turn"
    if restart.directives & FOLDERS or restart.keys == 0:
        return "it answers again"
    limit = f", in up to {restart.seconds} s" if restart.seconds else ""
    return f"it has read {_held(restart)} again{limit}"


def _held(restart: RedisRestart) -> str:
    size = "" if restart.size is None else f" ({ceil(restart.size / MEGABYTE)} MB)"
    if restart.keys is None:
        return f"its keys{size}"
    return f"its 1 key{size}" if restart.keys == 1 else f"its {restart.keys} keys{size}"
