"""How the session's cookie is given, where the operator does not say otherwise."""

from roles.configuration.owned_properties import asked_values
from roles.configuration.settings import Settings

COOKIE = "server.servlet.session.cookie"


def own_rights(settings: Settings) -> dict[str, str]:
    """Give the kit's own words, by the last part of each property's name."""
    # Over plain HTTP Spring says itself whether TLS ended before: by what its load balancers tell.
    secure = {"secure": "true"} if settings.uses_tls else {}
    return {"http-only": "true", "same-site": "lax", **secure}


def asked_of_cookie(settings: Settings, what: str) -> str | None:
    """Give what the operator says of its `name`, or of another part; None where nothing."""
    name = f"{COOKIE}.{what}"
    asked = asked_values(name, settings.spring_properties, settings.app_environment)
    return str(asked[-1]) if asked else None


def rights(settings: Settings) -> dict[str, str]:
    """Give how the cookie is to be: as the operator says, and else in the kit's own words."""
    return {
        right: (asked_of_cookie(settings, right) or own).lower()
        for right, own in own_rights(settings).items()
    }
