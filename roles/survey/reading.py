"""The survey: one round trip that reads all a deploy must know of a host."""

from collections.abc import Sequence

from pyinfra.api.host import Host

from roles.configuration.cluster import Cluster
from roles.configuration.settings import Settings
from roles.connection.unreached import ADVICE
from roles.errors import RefusedError, UnreachableError
from roles.places import Places
from roles.remote import run_script
from roles.shared_places import (
    HIDDEN_FOLDERS,
    NGINX_CONF,
    NGINX_DEFAULT_SITE_LINK,
    NGINX_TICKET_KEY,
    REDIS_ADMIN_PASSWORD,
    REDIS_CONF,
    REDIS_LOADED,
    REDIS_USERS,
    SYSCTL_OF_APPS,
)
from roles.survey.host_survey import OPENS_IPV6_SOCKET, HostSurvey
from roles.survey.lines import parse_survey

# Stands for another app's name in a path.
ANOTHER = "ANOTHER"
# Actuator's count of the sessions in a server's memory, where the app exposes its metrics.
SESSIONS_METRIC = "/metrics/tomcat.sessions.active.current"


def _ports(settings: Settings) -> set[int]:
    """The ports of every role: what a host has to do there is the cluster's to know."""
    roles = {settings.http_port, settings.https_port, settings.app_port, settings.redis_port}
    return roles | {settings.actuator.port}


def survey_host(
    host: Host, cluster: Cluster, asked_release: str, lb_paths: Sequence[str]
) -> HostSurvey:
    """Read a host; of its releases the running one and the asked one are summed up.

    `lb_paths` are the files of a load balancer whose sum tells what it was brought to.

    Raises RefusedError when the host can't be read as root, UnreachableError when it could not be
    connected.
    """
    if ADVICE in host.connector_data:
        raise UnreachableError(host.connector_data[ADVICE])
    settings = cluster.settings
    places, another = Places(settings.app_name), Places(ANOTHER)
    member = cluster.member(host.name)
    serves = member in cluster.lb and settings.uses_tls
    certificate, key = settings.certificate_files(places.certificate_file)
    result = run_script(
        host,
        "survey",
        {
            "opens_ipv6_socket": OPENS_IPV6_SOCKET,
            "hidden_folders": " ".join(HIDDEN_FOLDERS),
            "ports": " ".join(str(port) for port in sorted(_ports(settings))),
            "unit": places.unit,
            "environment_file": places.environment_file,
            "properties_file": places.properties_file,
            "unit_file": places.unit_file,
            "current": places.current,
            "releases": places.releases,
            "healthy": places.healthy,
            "nginx_conf": NGINX_CONF,
            "default_site_link": NGINX_DEFAULT_SITE_LINK,
            "site_file": places.site_file,
            "site_link": places.site_link,
            "upstream_file": places.upstream_file,
            "lb_files": " ".join(lb_paths),
            "certificate": certificate if serves else "",
            "certificate_key": key if serves else "",
            "ticket_key": NGINX_TICKET_KEY,
            "renewal_file": places.renewal_file,
            "renewal_hook": places.renewal_hook,
            "state": places.state,
            "lock_file": places.lock_file,
            "url_address": member.url_address,
            "sessions_metric": SESSIONS_METRIC,
            **settings.actuator.places,
            "asked_release": asked_release,
            # What has no app needs no Java.
            "java_package": settings.java_package if member in cluster.app else "",
            "java_command": settings.java_command if member in cluster.app else "",
            "redis_conf": REDIS_CONF,
            "redis_users": REDIS_USERS,
            "redis_loaded": REDIS_LOADED,
            "app_name": settings.app_name,
            "redis_password_file": places.redis_password_file,
            "redis_admin_password_file": REDIS_ADMIN_PASSWORD,
            "session_namespace": settings.session_namespace,
            "another_environment_file": another.environment_file,
            "another_site_link": another.site_link,
            "sysctl_of_apps": SYSCTL_OF_APPS,
            "redis_port": str(settings.redis_port),
        },
        timeout=60,
    )
    if not result.succeeded:
        raise RefusedError(
            f"{host.name} could not be surveyed: {' / '.join(result.lines[-3:])}. Check that its "
            "SSH user may use sudo, that `_sudo` is True in the inventory, and that "
            "sudo_password_from names the password where sudo asks for one."
        )
    return parse_survey(result.lines)
