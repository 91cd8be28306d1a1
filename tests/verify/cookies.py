"""The session's cookie: over HTTPS it is for HTTPS only, and never within reach of scripts."""

from tests.verify.evidence import Evidence
from tests.verify.smoke import SmokeVisitor

# What Spring Session and the Servlet specification call it where nobody says otherwise.
SESSION_COOKIES = ("SESSION", "JSESSIONID")


def check_session_cookie(visitor: SmokeVisitor, evidence: Evidence) -> None:
    """Check how the site gave it; other cookies are the app's own to judge."""
    settings = visitor.target.cluster.settings
    if not settings.uses_tls:
        return
    for cookie in visitor.visitor.client.cookies.jar:
        if cookie.name not in (settings.session_cookie, *SESSION_COOKIES):
            continue
        found = {"Secure": cookie.secure, "HttpOnly": cookie.has_nonstandard_attr("HttpOnly")}
        visitor.check(
            f"the cookie {cookie.name} is for HTTPS only and out of scripts' reach",
            expected=dict.fromkeys(found, True),
            found=found,
        )
        evidence.saw(visitor.lb.name, f"the cookie {cookie.name} is Secure and HttpOnly")
