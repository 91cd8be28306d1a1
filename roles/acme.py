"""Certificates of an authority, such as Let's Encrypt: each load balancer asks for its own.

The authority chooses whom it asks for the answer to its challenge, so nginx has to serve already:
it passes on to the others what it lacks itself. Until then it serves with a certificate of its own.
"""

from base64 import b64encode
from collections.abc import Generator
from datetime import UTC, datetime

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation

from roles.configuration.cluster import Member
from roles.files.renewal_hook import hook_sum, render_renewal_hook
from roles.remote import BUSY_TIMEOUT, SCRIPTS
from roles.run.changing import run_step
from roles.run.run import Run
from roles.survey.acme import is_renewed, needs_asking

Commands = Generator[PyinfraCommand, None, None]
# What the authority may take, and what each name may by which it is looked whether it leads here.
ASK_TIMEOUT = 300
NAME_TIMEOUT = 60


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


@operation()
def ask(run: Run, member: Member) -> Commands:
    """Have a load balancer ask for its certificate, and have it renewed, where it is not."""
    settings, places = run.cluster.settings, run.places
    if settings.tls != "acme":
        return
    survey = run.readings.survey(member)
    asks = needs_asking(run.cluster, survey, datetime.now(UTC))
    if not asks and is_renewed(survey, hook_sum(places)):
        return
    moves = survey.acme is not None and survey.acme.directory != settings.authority
    variables = {
        "asks": "yes" if asks else "",
        "moves": "yes" if moves else "",
        "directory": settings.authority,
        "email": settings.acme_email,
        "names": " ".join(settings.server_names),
        "webroot": places.acme_challenges,
        "lineage": places.lineage,
        "lineage_folder": places.lineage_folder,
        "renewal_hook": places.renewal_hook,
        "renewal_hook_text": _encoded(render_renewal_hook(places)),
        "leads_here": _encoded((SCRIPTS / "leads_here.py").read_text(encoding="utf-8")),
    }
    timeout = 2 * BUSY_TIMEOUT + ASK_TIMEOUT + NAME_TIMEOUT * len(settings.server_names)
    yield FunctionCommand(run_step, (run, "acme", variables, timeout), {})


@operation()
def forget(run: Run, member: Member) -> Commands:
    """Have certbot renew no certificate any more where another kind is asked for."""
    places = run.places
    if run.cluster.settings.tls != "acme" and run.readings.survey(member).acme:
        variables = {
            "lineage": places.lineage,
            "renewal_file": places.renewal_file,
            "renewal_hook": places.renewal_hook,
        }
        yield FunctionCommand(run_step, (run, "acme_leave", variables, BUSY_TIMEOUT), {})


def apply(run: Run, member: Member) -> None:
    """Bring a load balancer to its authority's certificate, once nginx serves there."""
    ask(name="Ask the authority for the site's certificate", run=run, member=member)


def leave(run: Run, member: Member) -> None:
    """Leave the authority, before another certificate takes the place of its own."""
    forget(name="Have the authority's certificate renewed no more", run=run, member=member)
