"""The session's cookie: over HTTPS it is for HTTPS only, and never within reach of scripts."""

from roles.configuration.owned_properties import asked_values
from roles.configuration.settings import Settings
from tests.verify.evidence import Evidence
from tests.verify.smoke import SmokeVisitor

COOKIE = "server.servlet.session.cookie"
# What Spring Session and the Servlet specification call it where nobody says otherwise.
SESSION_COOKIES = ("SESSION", "JSESSIONID")
# What it is where nobody says otherwise.
RIGHTS = {"secure": "True", "http-only": "True", "same-site": "lax"}


def check_session_cookie(visitor: SmokeVisitor, evidence: Evidence) -> None:
    """Check how the site gave it; other cookies are the app's own to judge."""
    settings = visitor.target.cluster.settings
    if not settings.uses_tls:
        return
    names = [settings.session_cookie, *_asked(settings, "name")]
    wanted = {right: [value, *_asked(settings, right)][-1] for right, value in RIGHTS.items()}
    for cookie in visitor.visitor.client.cookies.jar:
        if cookie.name not in (*names, *SESSION_COOKIES):
            continue
        found = {
            "secure": str(cookie.secure),
            "http-only": str(cookie.has_nonstandard_attr("HttpOnly")),
            "same-site": str(cookie.get_nonstandard_attr("SameSite")).lower(),
        }
        visitor.check(
            f"the cookie {cookie.name} is as asked",
            expected={right: value.lower() for right, value in wanted.items()},
            found={right: value.lower() for right, value in found.items()},
        )
        said = ", ".join(f"{right} {value.lower()}" for right, value in found.items())
        evidence.saw(visitor.lb.name, f"the cookie {cookie.name}: {said}")


def _asked(settings: Settings, what: str) -> list[str]:
    """What an operator says of the cookie; what counts stands last."""
    given = asked_values(f"{COOKIE}.{what}", settings.spring_properties, settings.app_environment)
    return list(map(str, given))
