"""Whether a host can take its role: what is checked before anything is changed."""

from datetime import UTC, datetime

from roles.configuration.artifact import Artifact
from roles.configuration.cluster import Cluster, Member
from roles.places import Places
from roles.survey.adopted_redis import adopted_redis_misfit
from roles.survey.host_survey import HostSurvey
from roles.survey.memory_misfit import memory_misfit
from roles.survey.nginx_clash import nginx_clash
from roles.survey.served_certificate import certificate_on_host_misfit
from roles.survey.shared_redis import shared_redis_misfit

SUPPORTED = {"debian": ("12", "13")}
ACCEPTED_UNTESTED = {"ubuntu": ("22.04", "24.04", "26.04")}
# Redis before 6.2 has no rights for channels.
REDIS_TOO_OLD = {("ubuntu", "22.04")}
# nginx before 1.19.4 has no ssl_reject_handshake.
NGINX_TOO_OLD = {("ubuntu", "22.04")}
# What nginx has in common for all sites.
SHARED = {"http_port", "https_port"}
# What the packages of a role and a little growth need, in megabytes.
FREE_MB = 300
# What a release needs: the upload, its layers, and room for them twice or for the class archive.
RELEASE_FACTOR = 3
RELEASE_FREE_MB = 150


def unfitness(
    cluster: Cluster, member: Member, survey: HostSurvey, artifact: Artifact | None
) -> str | None:
    """Say why a host can't take its role, in a sentence with the cure; None when it can.

    `artifact` is what would be uploaded to an app server; None where nothing is.
    """
    return (
        _wrong_system(survey)
        or not_root(survey)
        or _redis_too_old(cluster, member, survey)
        or _nginx_too_old(cluster, member, survey)
        or _port_of_a_neighbour(cluster, member, survey)
        or _port_in_use(cluster, member, survey)
        or nginx_clash(cluster, member, survey)
        or certificate_on_host_misfit(cluster, member, survey, datetime.now(UTC))
        or adopted_redis_misfit(cluster, member, survey)
        or shared_redis_misfit(cluster, member, survey)
        or memory_misfit(cluster, member, survey)
        or _disk_full(cluster, member, survey, artifact)
    )


def untested(survey: HostSurvey) -> bool:
    """Tell whether the host's system is accepted but not tested."""
    return survey.system_version in ACCEPTED_UNTESTED.get(survey.system, ())


def _wrong_system(survey: HostSurvey) -> str | None:
    known = SUPPORTED.get(survey.system, ()) + ACCEPTED_UNTESTED.get(survey.system, ())
    if survey.system_version not in known:
        return (
            f"it runs {survey.system} {survey.system_version}: expected Debian 12 or 13 "
            "(Ubuntu LTS is accepted, untested)."
        )
    if survey.init != "systemd":
        return f"its PID 1 is {survey.init}: expected systemd."
    return None


def _redis_too_old(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    system = (survey.system, survey.system_version)
    if system not in REDIS_TOO_OLD or not cluster.deploys_redis(member):
        return None
    return (
        f"the Redis of {' '.join(system)} is too old (it can't limit what a user hears): give "
        "Redis a host with Debian 12 or 13, or Ubuntu 24.04 or later."
    )


def _nginx_too_old(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    system = (survey.system, survey.system_version)
    if system not in NGINX_TOO_OLD or member not in cluster.lb or not cluster.settings.uses_tls:
        return None
    return (
        f"the nginx of {' '.join(system)} is too old for tls (it can't refuse TLS for another "
        "name): give nginx a host with Debian 12 or 13, or Ubuntu 24.04 or later."
    )


def not_root(survey: HostSurvey) -> str | None:
    """Say that commands do not run as root, with the cure; None when they do."""
    if survey.user == "root":
        return None
    return (
        f"commands run as {survey.user}: expected root; set `_sudo` to True in the inventory for "
        "an SSH user with sudo."
    )


def _port_of_a_neighbour(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    owners = {port: setting for setting, port in cluster.ports(member).items()}
    for neighbour in survey.neighbours:
        setting = owners.get(neighbour.port)
        both = {setting, neighbour.setting} <= SHARED
        # Sites with names share a port.
        if setting and not (both and cluster.settings.server_names):
            return (
                f"{setting} is {neighbour.port}, and so is {neighbour.setting} of "
                f"{neighbour.app}, which is on this host too: choose another one"
                f"{', or give both their server_names' if both else ''}."
            )
    return None


def _port_in_use(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    units = {
        "http_port": "nginx.service",
        "https_port": "nginx.service",
        "app_port": Places(cluster.settings.app_name).unit,
        "readiness_port": Places(cluster.settings.app_name).unit,
        "redis_port": "redis-server.service",
    }
    owners = {port: setting for setting, port in cluster.ports(member).items()}
    for listener in survey.listeners:
        setting = owners.get(listener.port)
        if setting and listener.unit != units[setting]:
            return (
                f"port {listener.port} is in use by {listener.command} ({listener.unit}): stop "
                f"it, or choose another {setting}."
            )
    return None


def _disk_full(
    cluster: Cluster, member: Member, survey: HostSurvey, artifact: Artifact | None
) -> str | None:
    # A role leaves its stamp once it stands; its packages are there then.
    lacks_a_role = (
        (member in cluster.lb and survey.lb_placed is None)
        or (member in cluster.app and survey.healthy is None)
        or (cluster.deploys_redis(member) and survey.redis is None)
    )
    needed = {"/etc": 1, "/var": FREE_MB if lacks_a_role else FREE_MB // 10}
    if member in cluster.app and artifact is not None:
        needed["/opt"] = RELEASE_FACTOR * artifact.size // 2**20 + RELEASE_FREE_MB
    for folder, least in needed.items():
        free = survey.free_mb[folder]
        if free < least:
            return f"{folder} has {free} MB free, the deploy needs {least} MB: make room there."
    return None
