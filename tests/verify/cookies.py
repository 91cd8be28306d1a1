"""The session's cookie: never within reach of scripts, and over HTTPS for HTTPS only."""

from http.cookiejar import Cookie

from roles.configuration.session_cookie import asked_of_cookie, rights
from tests.verify.evidence import Evidence
from tests.verify.smoke import SmokeVisitor

# What Spring Session and the Servlet specification call it where nobody says otherwise.
SESSION_COOKIES = ("SESSION", "JSESSIONID")


def check_session_cookie(visitor: SmokeVisitor, evidence: Evidence) -> None:
    """Check how the site gave it; other cookies are the app's own to judge."""
    settings, lb = visitor.target.cluster.settings, visitor.lb.name
    asked = (settings.session_cookie, asked_of_cookie(settings, "name"))
    names, wanted = {*SESSION_COOKIES, *filter(None, asked)}, rights(settings)
    given = [cookie for cookie in visitor.visitor.client.cookies.jar if cookie.name in names]
    if not given:
        evidence.saw(lb, f"no cookie is named {' or '.join(sorted(names))}: none was looked at")
    for cookie in given:
        found = {right: value for right, value in _rights(cookie).items() if right in wanted}
        visitor.check(f"the cookie {cookie.name} is as asked", expected=wanted, found=found)
        said = ", ".join(f"{right} {value}" for right, value in found.items())
        evidence.saw(lb, f"the cookie {cookie.name}: {said}")


def _rights(cookie: Cookie) -> dict[str, str]:
    return {
        "http-only": str(cookie.has_nonstandard_attr("HttpOnly")).lower(),
        "same-site": str(cookie.get_nonstandard_attr("SameSite")).lower(),
        "secure": str(cookie.secure).lower(),
    }
