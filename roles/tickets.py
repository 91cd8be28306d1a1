"""The key of TLS sessions: the same at every load balancer, so that a visitor goes on at any."""

from functools import cache
from hashlib import sha256
from secrets import token_bytes

from roles.run.run import Run

# An AES-256 key, one for the sums, and a name (nginx' ssl_session_ticket_key).
KEY_BYTES = 80
# The first deploy after a week makes another one.
OLDEST_SECONDS = 7 * 24 * 3600


@cache
def _new_key(run: Run) -> bytes:
    return token_bytes(KEY_BYTES)


def ticket_sum(run: Run) -> str:
    """Give the sum of the key that every load balancer shall have; "" where none needs one."""
    if not run.cluster.settings.uses_tls:
        return ""
    given = given_ticket_key(run)
    if given is not None:
        return sha256(given).hexdigest()
    return run.readings.survey(run.cluster.lb[0]).tickets or ""


def given_ticket_key(run: Run) -> bytes | None:
    """Give a new key, where load balancers lack one, have different ones or an old one; else None.

    One that is there stays there: no run reads it. Whoever has it reads what was said with it over
    TLS 1.2, so it does not stay for long; with another one visitors shake hands once more.
    """
    if not run.cluster.settings.uses_tls:
        return None
    surveys = [run.readings.survey(lb) for lb in run.cluster.lb]
    found = {survey.tickets for survey in surveys}
    age = max(survey.tickets_age or 0 for survey in surveys)
    return _new_key(run) if None in found or len(found) > 1 or age > OLDEST_SECONDS else None
