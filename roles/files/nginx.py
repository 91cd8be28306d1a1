"""What nginx shall be on one host, by what that says of itself; its upstream, site and pages."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from roles.configuration.cluster import Cluster
from roles.files.environment import FORM_ALLOWANCE_MB
from roles.files.templates import TEMPLATES, render
from roles.places import Places
from roles.plan.roll import Balancing
from roles.survey.host_survey import HostSurvey

# Before it nginx ends a worker at a reload while answers are under way (its ticket #2367).
FIRST_TO_FINISH_ANSWERS = (1, 23, 1)
# A worker takes half a kilobyte for each connection that it may have: all of them together, while
# nobody comes, less than a hundredth of the host's memory.
CONNECTIONS_A_MEGABYTE = 16
FEWEST_CONNECTIONS, MOST_CONNECTIONS = 2048, 65536
# A connection is a visitor's, and for each of them there is the app's or a file.
FILES_A_CONNECTION = 2
# What a worker has open besides: logs, listening sockets, its line to the master.
FURTHER_FILES = 512
# What nginx' pages tell a visitor's browser about when to come back, in seconds.
RETRY_AFTER_SECONDS = 60
ERROR_PAGES = (413, 502, 503)


@dataclass(frozen=True)
class HostNginx:
    """How nginx differs from host to host.

    `ipv6` tells whether it can listen there too, `buffers_answers` whether it may take an answer
    faster than the visitor does;
    `connections` and `open_files` are what each of its workers may have at once.
    """

    ipv6: bool
    buffers_answers: bool
    connections: int
    open_files: int


def host_nginx(survey: HostSurvey) -> HostNginx:
    """Fit nginx to a host; what somebody has set higher there stays."""
    connections = max(_fitting_connections(survey), survey.worker_connections or 0)
    needed = FILES_A_CONNECTION * connections + FURTHER_FILES
    return HostNginx(
        ipv6=survey.ipv6,
        buffers_answers=_finishes_answers(survey.nginx_version),
        connections=connections,
        open_files=max(needed, survey.worker_rlimit_nofile or 0),
    )


def _finishes_answers(version: str | None) -> bool:
    # Where none is installed yet, nothing is known to be wrong with it.
    if version is None:
        return True
    return tuple(map(int, version.split("."))) >= FIRST_TO_FINISH_ANSWERS


def _fitting_connections(survey: HostSurvey) -> int:
    """Divide what the host can carry among its workers, one for each processor."""
    by_memory = survey.memory_mb * CONNECTIONS_A_MEGABYTE // survey.processors
    by_files = (survey.open_files_limit - FURTHER_FILES) // FILES_A_CONNECTION
    within = max(FEWEST_CONNECTIONS, min(by_memory, by_files, MOST_CONNECTIONS))
    # A power of two: a kernel that keeps a few megabytes more for itself changes nothing.
    return int(2 ** (within.bit_length() - 1))


def render_upstream(
    cluster: Cluster, balancing: Balancing, within: Collection[str], ports: Mapping[str, int]
) -> str:
    """The nginx upstream; `within` names the servers that are in rotation.

    `ports` has the port of a server that does not listen at the asked one yet.
    """
    again, once = Places(cluster.settings.app_name).upstreams
    return render(
        "nginx/conf.d/upstream.conf.j2",
        app_name=again,
        once=once,
        variable=_nginx_name(cluster, "upstream"),
        balancing=balancing,
        servers=[
            {
                "address": server.url_address,
                "port": ports.get(server.name, cluster.settings.app_port),
                "down": server.name not in within,
            }
            for server in cluster.app
        ],
    )


def render_site(
    cluster: Cluster, nginx: HostNginx, maintenance: bool, actuators: Collection[str]
) -> str:
    """The nginx site of a host; in maintenance it answers with a page that says so.

    `actuators` are the paths at which servers have Actuator: they are not for visitors.
    """
    settings = cluster.settings
    places = Places(settings.app_name)
    return render(
        "nginx/sites-available/site.conf.j2",
        app_name=settings.app_name,
        upstream_variable=_nginx_name(cluster, "upstream"),
        maintenance_variable=_nginx_name(cluster, "in_maintenance"),
        log_format=_nginx_name(cluster, "json"),
        http_port=settings.http_port,
        body_limit_mb=settings.upload_limit_mb + 2 * FORM_ALLOWANCE_MB,
        access_log=places.access_log,
        error_log=places.error_log,
        pages=places.error_pages,
        ipv6=nginx.ipv6,
        buffers_answers=nginx.buffers_answers,
        maintenance=maintenance,
        maintenance_bypass=settings.maintenance_bypass,
        retry_after=RETRY_AFTER_SECONDS,
        actuators=_spellings(actuators),
    )


def _spellings(actuators: Collection[str]) -> str:
    """Every way in which a visitor could write these paths, and what leads below them.

    What only begins as they do, as /actuators, is the app's.
    """
    parameters = "(;[^/]*)?"
    slash = f"{parameters}(/{parameters})+"
    paths = [slash.join(map(re.escape, path.strip("/").split("/"))) for path in sorted(actuators)]
    return rf"^(/{parameters})+({'|'.join(paths)})([;/]|$)|/\.\.?;" if paths else ""


def _nginx_name(cluster: Cluster, what: str) -> str:
    """A name of the app's own, for what all the sites of one nginx share."""
    return f"{cluster.settings.app_name.replace('-', '_')}_{what}"


def error_page(status: int) -> str:
    """Nginx's own page for a status."""
    return (TEMPLATES / f"nginx/html/{status}.html").read_text(encoding="utf-8")
