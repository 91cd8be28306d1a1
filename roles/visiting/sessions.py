"""Where Spring Session keeps a visitor's session: the keys that its cookies may stand for."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress

from roles.configuration.settings import Settings

# What is safe as a word of a command, and all that Spring's own identifiers have.
SESSION = re.compile(r"[0-9A-Za-z._-]+")
# How long a session of the indexed repository stays once it has ended: the app hears of the end,
# and finds there what to take out of its index of users.
INDEX_SECONDS = 2


def session_keys(settings: Settings, cookies: Mapping[str, str]) -> dict[str, str]:
    """Give the keys in Redis that cookies may stand for, each with its cookie's name.

    Spring Session writes the identifier in base64, or as it is where an app says so.
    """
    asked = settings.session_cookie
    return {
        f"{settings.session_namespace}:sessions:{session}": name
        for name, value in cookies.items()
        for session in _identifiers(value)
        if asked in ("", name)
    }


def _identifiers(cookie: str) -> Iterator[str]:
    found = [cookie]
    with suppress(ValueError):
        found.append(b64decode(cookie, validate=True).decode("ascii"))
    yield from filter(SESSION.fullmatch, found)
