"""The load balancers: what nginx shall be at a given moment, and bringing it there."""

from collections.abc import Collection

from pyinfra import logger
from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.cluster import Member
from roles.plan import balancer_fingerprint
from roles.remote import run_script
from roles.render import Balancing, error_page, render_site, render_upstream
from roles.run import Run

RELOAD_TIMEOUT = 60


def fingerprint(run: Run, balancing: Balancing, down: Collection[str]) -> str:
    """The sum of nginx' files for that way of balancing and those servers out of rotation."""
    return balancer_fingerprint(
        render_upstream(run.cluster, balancing, down),
        render_site(run.cluster),
        [error_page(413), error_page(502)],
    )


def is_loaded(run: Run, member: Member, wanted: str) -> bool:
    """Tell whether nginx runs from just those files, by this run's own loads or the survey."""
    if member.name in run.loaded:
        return run.loaded[member.name] == wanted
    survey = run.survey(member)
    running = survey.nginx_active and survey.site_enabled
    return running and survey.balancer == survey.balancer_loaded == wanted


def load(
    state: State,
    host: Host,
    run: Run,
    member: Member,
    balancing: Balancing,
    down: Collection[str],
) -> bool:
    """Put nginx' files in place and load them, if `nginx -t` accepts them."""
    places = run.places
    wanted = fingerprint(run, balancing, down)
    result = run_script(
        host,
        "balance",
        {
            "upstream_file": places.upstream_file,
            "upstream": render_upstream(run.cluster, balancing, down),
            "site_file": places.site_file,
            "site": render_site(run.cluster),
            "site_link": places.site_link,
            "error_pages": places.error_pages,
            "page_413": error_page(413),
            "page_502": error_page(502),
            "state": places.state,
            "fingerprint": wanted,
        },
        timeout=RELOAD_TIMEOUT,
    )
    if result.succeeded:
        run.loaded[member.name] = wanted
    else:
        host.log_styled("\n".join(result.lines), fg="red", log_func=logger.error)
    return result.succeeded
