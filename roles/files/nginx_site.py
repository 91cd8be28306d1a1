"""Nginx' site of the app: whom it listens to, what it believes, what it passes on."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from roles.configuration.cluster import Cluster, Member
from roles.files.environment import FORM_ALLOWANCE_MB
from roles.files.headers import HEADER_BUFFER_KB, HEADER_BUFFERS
from roles.files.nginx_host import HostNginx
from roles.files.nginx_listening import listens
from roles.files.nginx_names import variable_name
from roles.files.nginx_pages import RETRY_AFTER_SECONDS
from roles.files.templates import render
from roles.files.tls import TLS_CIPHERS
from roles.places import Places
from roles.plan.balancing import Balancing
from roles.shared_places import NGINX_TICKET_KEY

# How long nginx' workers of before may stay for what is open there, beside the drain of a server.
# What goes to a server that stops ends with that; all else may be a long upload to another one.
OLD_WORKERS_DRAINS = 10
# A name, an address of IPv4, or one of IPv6 as URLs have it.
ANY_HOST = r"[\w.-]+|\[[0-9A-Fa-f:.]+\]"


@dataclass(frozen=True)
class SiteState:
    """What a site is at a moment.

    In maintenance it answers with a page that says so. `actuators` are the paths at which servers
    have Actuator: they are not for visitors. The sums tell one certificate from another at the same
    path, and one key for TLS sessions.
    """

    balancing: Balancing
    maintenance: bool
    actuators: Collection[str]
    certificate_sum: str = ""
    ticket_sum: str = ""


def render_site(cluster: Cluster, lb: Member, nginx: HostNginx, state: SiteState) -> str:
    """The nginx site of a load balancer."""
    settings = cluster.settings
    places = Places(settings.app_name)
    certificate, key = settings.certificate_files(places.certificate_file)
    named = bool(settings.server_names)
    others = [other.url_address for other in cluster.lb if other != lb]

    def listening(port: int, tls: bool) -> list[str]:
        return listens(settings, nginx, port, is_default=not named, tls=tls)

    return render(
        "nginx/sites-available/site.conf.j2",
        app_name=places.upstream,
        variable=variable_name(cluster),
        old_workers_seconds=OLD_WORKERS_DRAINS * settings.drain_timeout,
        tls=settings.uses_tls,
        acme=settings.tls == "acme",
        acme_others=others if settings.tls == "acme" else [],
        acme_challenges=places.acme_challenges,
        listens=listening(settings.visitor_port, settings.uses_tls),
        plain_listens=listening(settings.http_port, tls=False),
        http_port=settings.http_port,
        https_port=settings.https_port,
        http2_directive=nginx.says_http2,
        server_names=" ".join(settings.server_names) or "_",
        host_pattern=_host_pattern(settings.server_names),
        fallback_host=settings.site_host or "$server_addr",
        certificate=certificate,
        certificate_key=key,
        certificate_sum=state.certificate_sum,
        ticket_sum=state.ticket_sum,
        tls_ciphers=TLS_CIPHERS,
        ticket_key=NGINX_TICKET_KEY,
        hsts_seconds=settings.hsts_seconds,
        trusted_proxies=settings.trusted_proxies,
        proxy_protocol=settings.proxy_protocol,
        header_buffers=HEADER_BUFFERS,
        header_buffer_kb=HEADER_BUFFER_KB,
        connections_per_address=settings.connections_per_address,
        uploads_per_address=settings.uploads_per_address,
        read_timeout=settings.read_timeout,
        asset_paths=settings.asset_paths,
        gives_cookie=state.balancing == "cookie",
        body_limit_mb=settings.upload_limit_mb + 2 * FORM_ALLOWANCE_MB,
        access_log=places.access_log,
        error_log=places.error_log,
        pages=places.error_pages,
        buffers_answers=nginx.buffers_answers,
        maintenance=state.maintenance,
        maintenance_bypass=settings.maintenance_bypass,
        retry_after=RETRY_AFTER_SECONDS,
        actuators=_spellings(state.actuators),
    )


def _host_pattern(names: Collection[str]) -> str:
    """What a proxy in front may call the site: one of its names, or where it has none any."""
    name = "|".join(re.escape(name).replace(r"\*", r"[\w.-]+") for name in names)
    return rf"({name or ANY_HOST})(:\d+)?"


def _spellings(actuators: Collection[str]) -> str:
    """Every way in which a visitor could write these paths, and what leads below them.

    What only begins as they do, as /actuators, is the app's.
    """
    parameters = "(;[^/]*)?"
    slash = f"{parameters}(/{parameters})+"
    paths = [slash.join(map(re.escape, path.strip("/").split("/"))) for path in sorted(actuators)]
    return rf"^(/{parameters})+({'|'.join(paths)})([;/]|$)|/\.\.?;" if paths else ""
