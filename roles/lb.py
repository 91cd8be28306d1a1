"""The load balancers: what nginx shall be at a given moment, and bringing it there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.configuration.actuator import path_beside_the_site
from roles.configuration.cluster import Member
from roles.files.fingerprints import lb_fingerprint
from roles.files.masking import PlacedFile, plain
from roles.files.nginx import (
    ERROR_PAGES,
    HostNginx,
    error_page,
    host_nginx,
    render_site,
    render_upstream,
)
from roles.plan.roll import Balancing
from roles.remote import BUSY_TIMEOUT
from roles.run.changing import change, show
from roles.run.run import Run
from roles.shared_places import NGINX_CONF, NGINX_DEFAULT_SITE_LINK, NGINX_STATE

# How long nginx may take to replace its workers, in seconds.
RELOAD_TIMEOUT = 20
# Beside the drain: what writing, checking, reloading and going back may take, in seconds.
LOAD_TIMEOUT = 60


@dataclass(frozen=True)
class Rotation:
    """How nginx balances at a moment: among whom, and who listens elsewhere still.

    Once it is `settled`, every server has had its turn.
    """

    balancing: Balancing
    within: Collection[str]
    ports: Mapping[str, int] = field(default_factory=dict)
    maintenance: bool = False
    drains: bool = False
    settled: bool = False


def maintenance_during(run: Run) -> bool:
    """Whether visitors are kept out while servers take turns: it begins before them, ends after."""
    found = any(run.readings.survey(member).maintenance for member in run.cluster.lb)
    return run.cluster.settings.maintenance or found


def settled_rotation(run: Run) -> Rotation:
    """How nginx balances once every server has had its turn."""
    plan = run.decision.roll_plan()
    maintenance = run.cluster.settings.maintenance
    return Rotation(plan.after, plan.names, maintenance=maintenance, settled=True)


def _nginx(run: Run, member: Member) -> HostNginx:
    return host_nginx(run.readings.survey(member))


def _actuators(run: Run, rotation: Rotation) -> set[str]:
    """Actuator's paths that visitors could reach on a server, those among them that it has still.

    A roll that stops leaves both kinds.
    """
    places = {run.decision.actuator}
    if not rotation.settled:
        places |= {run.readings.survey(server).actuator or "" for server in run.cluster.app}
    return {path for place in places if (path := path_beside_the_site(place))}


def _texts(run: Run, member: Member, rotation: Rotation) -> tuple[str, str, dict[int, str]]:
    upstream = render_upstream(run.cluster, rotation.balancing, rotation.within, rotation.ports)
    nginx, actuators = _nginx(run, member), _actuators(run, rotation)
    site = render_site(run.cluster, nginx, rotation.maintenance, actuators)
    return upstream, site, {status: error_page(status) for status in ERROR_PAGES}


def placed_files(run: Run, member: Member, rotation: Rotation) -> list[PlacedFile]:
    """What a load balancer gets in that rotation, beside its workers' size."""
    upstream, site, pages = _texts(run, member, rotation)
    places = run.places
    texts = {places.upstream_file: upstream, places.site_file: site} | {
        f"{places.error_pages}/{status}.html": page for status, page in pages.items()
    }
    return [PlacedFile(path, text, plain) for path, text in texts.items()]


def worker_sizes(run: Run, member: Member) -> dict[str, str]:
    """What each of nginx' workers may have at once, as scripts take it."""
    nginx = _nginx(run, member)
    return {"connections": str(nginx.connections), "open_files": str(nginx.open_files)}


def fingerprint(run: Run, member: Member, rotation: Rotation) -> str:
    """The sum of what a load balancer shall run from in that rotation."""
    upstream, site, pages = _texts(run, member, rotation)
    return lb_fingerprint(upstream, site, list(pages.values()), _nginx(run, member))


def is_loaded(run: Run, member: Member, wanted: str) -> bool:
    """Tell whether nginx runs from just that, by this run's own loads or the survey."""
    if member.name in run.progress.loaded:
        return run.progress.loaded[member.name] == wanted
    survey = run.readings.survey(member)
    running = survey.nginx_active and survey.site_enabled
    return running and survey.lb_placed == survey.lb_loaded == wanted


def load(state: State, host: Host, run: Run, member: Member, rotation: Rotation) -> bool:
    """Put nginx' files in place and load them; what nginx does not take leaves nothing."""
    places = run.places
    upstream, site, pages = _texts(run, member, rotation)
    wanted = fingerprint(run, member, rotation)
    drain_timeout = run.cluster.settings.drain_timeout if rotation.drains else 0
    result = change(
        run,
        host,
        "lb",
        {
            "upstream_file": places.upstream_file,
            "upstream": upstream,
            "site_file": places.site_file,
            "site": site,
            "site_link": places.site_link,
            "default_site_link": NGINX_DEFAULT_SITE_LINK,
            "error_pages": places.error_pages,
            **{f"page_{status}": page for status, page in pages.items()},
            "nginx_conf": NGINX_CONF,
            "nginx_state": NGINX_STATE,
            **worker_sizes(run, member),
            "fingerprint": wanted,
            "reload_timeout": str(RELOAD_TIMEOUT),
            "drain_timeout": str(drain_timeout),
        },
        # It may wait for a step of its own app's, and for one of another's.
        timeout=2 * BUSY_TIMEOUT + LOAD_TIMEOUT + drain_timeout,
    )
    run.progress.loaded[member.name] = wanted if result.succeeded else None
    return show(host, result)
