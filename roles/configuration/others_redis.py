"""A Redis that somebody else runs: what is said of it, and its password."""

import re
from collections.abc import Mapping

from roles.errors import RefusedError

# What systemd's EnvironmentFile, Spring and redis-cli all take as it is.
PLAIN = re.compile(r"[!#-\[\]-_a-~]+")


def others_redis_misfit(address: str, login: Mapping[str, object]) -> str | None:
    """Say which setting of its login does not fit; None where all do.

    `address` is its own, "" for none; `login` has the settings by their names.
    """
    for key, value in login.items():
        if value and not address:
            return (
                f"{key} is {value!r}, and redis_address names no Redis: that is for one which "
                "somebody else runs; the kit's own has users and passwords of its own."
            )
    if (user := login["redis_user"]) and not login["redis_password_from"]:
        return (
            f"redis_user is {user!r}, and redis_password_from names no variable: where does its "
            "password come from?"
        )
    return None


def given_password(variable: str, environment: Mapping[str, str]) -> str:
    """Read its password from this machine's environment; "" where it asks for none.

    Raises RefusedError where the variable is not there, and never shows what is in it.
    """
    if not variable:
        return ""
    password = environment.get(variable, "")
    if not password:
        raise RefusedError(
            f"redis_password_from is {variable!r}, and the environment of this machine has no "
            f"{variable}, or an empty one: set it to the password of the Redis at redis_address."
        )
    if not PLAIN.fullmatch(password):
        raise RefusedError(
            f"redis_password_from is {variable!r}, and the password there has a space, a quote, a "
            "backslash or what is no ASCII: give Redis another one."
        )
    return password
