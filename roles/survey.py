"""The survey: one round trip that reads all a deploy must know of a host."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pyinfra.api.host import Host

from roles.cluster import Cluster
from roles.errors import RefusedError
from roles.places import Places
from roles.remote import run_script


@dataclass(frozen=True)
class Listener:
    """Who holds a TCP port: the systemd unit and the command."""

    port: int
    unit: str
    command: str


@dataclass(frozen=True)
class HostSurvey:
    """A host as its survey found it; None where there is nothing yet."""

    system: str
    system_version: str
    init: str
    user: str
    memory_mb: int
    free_mb: dict[str, int]
    listeners: tuple[Listener, ...]
    release: str | None
    installed: tuple[str, ...]
    sessions: str | None
    fingerprint: str | None
    healthy: str | None
    active: bool
    fresh: bool
    balancer: str | None
    balancer_loaded: str | None
    balancing: str | None
    down: tuple[str, ...]
    nginx_active: bool
    site_enabled: bool
    redis: str | None


def parse_survey(lines: Sequence[str]) -> HostSurvey:
    """Read what survey.sh prints."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        key, _, value = line.partition(" ")
        found[key].append(value.strip())

    def one(key: str) -> str | None:
        return found[key][0] or None if found[key] else None

    listeners = [value.split(" ", 2) for value in found["listener"]]
    return HostSurvey(
        system=one("system") or "unknown",
        system_version=one("system_version") or "",
        init=one("init") or "unknown",
        user=one("user") or "unknown",
        memory_mb=int(one("memory_mb") or 0),
        free_mb={
            folder: int(free) for folder, free in (value.split() for value in found["free_mb"])
        },
        listeners=tuple(Listener(int(port), unit, name) for port, unit, name in listeners),
        release=one("release"),
        installed=tuple(found["installed"]),
        sessions=one("sessions"),
        fingerprint=one("fingerprint"),
        healthy=one("healthy"),
        active=one("active") == "active",
        fresh=one("fresh") == "yes",
        balancer=one("balancer"),
        balancer_loaded=one("balancer_loaded"),
        balancing=one("balancing"),
        down=tuple(found["down"]),
        nginx_active=one("nginx") == "active",
        site_enabled=one("site_enabled") == "yes",
        redis=one("redis"),
    )


def survey_host(host: Host, cluster: Cluster) -> HostSurvey:
    """Read a host.

    Raises RefusedError when the host can't be read as root.
    """
    settings = cluster.settings
    places = Places(settings.app_name)
    result = run_script(
        host,
        "survey",
        {
            "ports": f"{settings.http_port} {settings.app_port} {settings.redis_port}",
            "unit": places.unit,
            "environment_file": places.environment_file,
            "properties_file": places.properties_file,
            "unit_file": places.unit_file,
            "current": places.current,
            "releases": places.releases,
            "healthy": places.healthy,
            "site_file": places.site_file,
            "site_link": places.site_link,
            "upstream_file": places.upstream_file,
            "error_pages": places.error_pages,
            "state": places.state,
        },
        timeout=60,
    )
    if not result.succeeded:
        raise RefusedError(
            f"{host.name} could not be surveyed: {' / '.join(result.lines[-3:])}. Check that its "
            "SSH user may use sudo without a password, and that `_sudo` is True in the inventory."
        )
    return parse_survey(result.lines)
