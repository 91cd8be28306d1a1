"""How long an idle session lives, as Spring writes it: 30m."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST_SESSION = 365 * UNIT_SECONDS["d"]


def seconds_of(timeout: str) -> int:
    """Give a time-out in seconds."""
    return int(timeout[:-1]) * UNIT_SECONDS[timeout[-1]]


def _bounded(timeout: str) -> str:
    if seconds_of(timeout) > LONGEST_SESSION:
        raise ValueError("365d at most")
    return timeout


SessionTimeout = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}[smhd]$"), AfterValidator(_bounded)
]
