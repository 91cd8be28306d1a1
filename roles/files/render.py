"""Files for the hosts, as text: pure functions of the cluster and of what is asked of it."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from roles.configuration.cluster import Cluster, Member
from roles.files.environment import FORM_ALLOWANCE_MB, SHUTDOWN_SECONDS, app_environment
from roles.files.nginx import HostNginx
from roles.files.sandbox import SANDBOX
from roles.places import Places
from roles.plan.roll import Balancing

TEMPLATES = Path(__file__).parent.parent.parent / "templates"

# What nginx' pages tell a visitor's browser about when to come back, in seconds.
RETRY_AFTER_SECONDS = 60
ERROR_PAGES = (413, 502, 503)


def environment_value(value: str) -> str:
    """Quote a value for a systemd EnvironmentFile (systemd.exec(5), double quotes)."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'


@cache
def _jinja() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters["environment_value"] = environment_value
    return jinja


def _render(template: str, **values: object) -> str:
    return _jinja().get_template(template).render(**values)


def render_environment(cluster: Cluster, member: Member, redis_password: str | None) -> str:
    """The environment file of an app server; in `clustered` it holds the password."""
    return _render(
        "app/etc/app.env.j2",
        session_profile=cluster.settings.session_profile,
        environment=app_environment(cluster, member, redis_password),
    )


def render_properties(cluster: Cluster) -> str:
    """The further Spring properties as YAML."""
    properties = yaml.safe_dump(cluster.settings.spring_properties, sort_keys=True)
    return f"# Made by the deploy.\n{properties}"


def render_unit(cluster: Cluster, java: str) -> str:
    """The app's systemd unit, for the Java at that path."""
    settings = cluster.settings
    places = Places(settings.app_name)
    return _render(
        "app/systemd/system/app.service.j2",
        app_name=settings.app_name,
        java=java,
        current=places.current,
        environment_file=places.environment_file,
        app_heap_percent=settings.app_heap_percent,
        shutdown_seconds=SHUTDOWN_SECONDS,
        sandbox=SANDBOX,
    )


def render_upstream(
    cluster: Cluster, balancing: Balancing, within: Collection[str], ports: Mapping[str, int]
) -> str:
    """The nginx upstream; `within` names the servers that are in rotation.

    `ports` has the port of a server that does not listen at the asked one yet.
    """
    return _render(
        "nginx/conf.d/upstream.conf.j2",
        app_name=cluster.settings.app_name,
        once=f"{cluster.settings.app_name}-once",
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


def _nginx_name(cluster: Cluster, what: str) -> str:
    """A name of the app's own, for what all the sites of one nginx share."""
    return f"{cluster.settings.app_name.replace('-', '_')}_{what}"


def render_site(cluster: Cluster, nginx: HostNginx, maintenance: bool) -> str:
    """The nginx site of a host; in maintenance it answers with a page that says so."""
    settings = cluster.settings
    places = Places(settings.app_name)
    return _render(
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
    )


def error_page(status: int) -> str:
    """Nginx's own page for a status."""
    return (TEMPLATES / f"nginx/html/{status}.html").read_text(encoding="utf-8")


def render_rotation(places: Places) -> str:
    """What rotates the audit log."""
    return _render("logrotate.d/session-cluster.j2", audit_log=places.audit_log)


def render_redis(cluster: Cluster, maxmemory_mb: int) -> str:
    """Redis' configuration, with what it may use of its host's memory."""
    return _render(
        "redis/redis.conf.j2",
        address=cluster.redis_host.address,
        port=cluster.settings.redis_port,
        maxmemory_mb=maxmemory_mb,
    )
