"""The load balancers: what nginx shall be at a given moment, and bringing it there."""

from base64 import b64encode

from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.configuration.actuator import path_beside_the_site
from roles.configuration.cluster import Member
from roles.files.fingerprints import lb_fingerprint
from roles.files.lb import Moment, lb_files
from roles.files.masking import PlacedFile, plain
from roles.files.nginx_host import HostNginx, host_nginx
from roles.files.nginx_site import SiteState
from roles.lb_secrets import certificate_sum, lb_secrets
from roles.remote import BUSY_TIMEOUT
from roles.rotation import Rotation
from roles.run.changing import change, show
from roles.run.run import Run
from roles.shared_places import (
    NGINX_CONF,
    NGINX_DEFAULT_SITE_LINK,
    NGINX_SHUTDOWN_FILE,
    NGINX_STATE,
)
from roles.survey.nginx_clash import ports_without_default
from roles.tickets import ticket_sum

# How long nginx may take to replace its workers, in seconds.
RELOAD_TIMEOUT = 20
# How lb.sh begins to say that requests are under way still after the drain.
GAVE_UP = "gave up waiting for requests under way"
# Beside the drain: what writing, checking, reloading and going back may take, in seconds.
LOAD_TIMEOUT = 60


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


def _texts(run: Run, member: Member, rotation: Rotation) -> dict[str, str | None]:
    site = SiteState(
        rotation.balancing,
        rotation.maintenance,
        _actuators(run, rotation),
        certificate_sum(run, member),
        ticket_sum(run),
    )
    moment = Moment(
        rotation.balancing,
        rotation.within,
        site,
        ports_without_default(run.cluster, run.readings.survey(member)),
        rotation.ports,
    )
    return lb_files(run.cluster, member, _nginx(run, member), moment)


def placed_files(run: Run, member: Member, rotation: Rotation) -> list[PlacedFile]:
    """What a load balancer gets in that rotation, beside its workers' size."""
    texts = _texts(run, member, rotation)
    return [PlacedFile(path, text, plain) for path, text in texts.items() if text is not None]


def worker_sizes(run: Run, member: Member) -> dict[str, str]:
    """What each of nginx' workers may have at once, as scripts take it."""
    nginx = _nginx(run, member)
    return {"connections": str(nginx.connections), "open_files": str(nginx.open_files)}


def fingerprint(run: Run, member: Member, rotation: Rotation) -> str:
    """The sum of what a load balancer shall run from in that rotation."""
    return lb_fingerprint(_texts(run, member, rotation).values(), _nginx(run, member))


def is_loaded(run: Run, member: Member, wanted: str) -> bool:
    """Tell whether nginx runs from just that, by this run's own loads or the survey."""
    if member.name in run.progress.loaded:
        return run.progress.loaded[member.name] == wanted
    survey = run.readings.survey(member)
    running = survey.nginx_active and survey.site_enabled
    return running and survey.lb_placed == survey.lb_loaded == wanted


def _placed(mode: str, path: str, content: bytes) -> str:
    """A line for a script: a file's mode, its path and what is in it; nothing for one that goes."""
    return f"{mode} {path} {b64encode(content).decode()}\n"


def load(state: State, host: Host, run: Run, member: Member, rotation: Rotation) -> bool:
    """Put nginx' files in place and load them; what nginx does not take leaves nothing."""
    places = run.places
    texts = _texts(run, member, rotation)
    wanted = lb_fingerprint(texts.values(), _nginx(run, member))
    drain_timeout = run.cluster.settings.drain_timeout if rotation.drains else 0
    result = change(
        run,
        host,
        "lb",
        {
            "placed": "".join(
                [
                    *(_placed("0600", path, secret) for path, secret in lb_secrets(run).items()),
                    *(_placed("0644", path, (text or "").encode()) for path, text in texts.items()),
                ]
            ),
            "error_pages": places.error_pages,
            "site_link": places.site_link,
            "site_file": places.site_file,
            "default_site_link": NGINX_DEFAULT_SITE_LINK,
            "shutdown_file": NGINX_SHUTDOWN_FILE,
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
    if rotation.drains and any(line.startswith(GAVE_UP) for line in result.lines):
        servers = {server.name for server in run.cluster.app}
        run.progress.waited_for |= servers.difference(rotation.within)
    return show(host, result)
