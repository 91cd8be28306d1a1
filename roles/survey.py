"""What a survey finds on a host."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

# Whether a host can open an IPv6 socket: by trying, for it may be the kernel that has none or a
# filter. perl-base is on every Debian and Ubuntu.
OPENS_IPV6_SOCKET = "perl -MSocket -e 'socket(my $s, PF_INET6, SOCK_STREAM, 0) or exit 1'"


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
    processors: int
    memory_mb: int
    open_files_limit: int
    ipv6: bool
    free_mb: dict[str, int]
    listeners: tuple[Listener, ...]
    release: str | None
    installed: tuple[str, ...]
    port: int | None
    sessions: str | None
    sessions_in_memory: int | None
    sessions_in_redis: int | None
    ready: bool
    redis: str | None
    redis_files: str | None
    redis_listens: int | None
    redis_memory_mb: int | None
    redis_users: tuple[str, ...]
    previous: str | None
    history: tuple[str, ...]
    rolled_back: tuple[str, ...]
    lock: str | None
    lock_age: int
    fingerprint: str | None
    healthy: str | None
    active: bool
    fresh: bool
    exposed: bool
    balancer: str | None
    balancer_loaded: str | None
    balancing: str | None
    down: tuple[str, ...]
    nginx_version: str | None
    worker_connections: int | None
    worker_rlimit_nofile: int | None
    nginx_active: bool
    site_enabled: bool
    maintenance: bool


def parse_survey(lines: Sequence[str]) -> HostSurvey:
    """Read what survey.sh prints."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        key, _, value = line.partition(" ")
        found[key].append(value.strip())

    def one(key: str) -> str | None:
        return found[key][0] or None if found[key] else None

    def number(key: str) -> int | None:
        value = one(key)
        return int(value) if value is not None and value.isdecimal() else None

    listeners = [value.split(" ", 2) for value in found["listener"]]
    return HostSurvey(
        system=one("system") or "unknown",
        system_version=one("system_version") or "",
        init=one("init") or "unknown",
        user=one("user") or "unknown",
        processors=int(one("processors") or 1),
        memory_mb=int(one("memory_mb") or 0),
        open_files_limit=int(one("open_files_limit") or 0),
        ipv6=one("ipv6") == "yes",
        free_mb={
            folder: int(free) for folder, free in (value.split() for value in found["free_mb"])
        },
        listeners=tuple(Listener(int(port), unit, name) for port, unit, name in listeners),
        release=one("release"),
        installed=tuple(found["installed"]),
        port=number("port"),
        sessions=one("sessions"),
        sessions_in_memory=number("sessions_in_memory"),
        sessions_in_redis=number("sessions_in_redis"),
        ready=one("ready") == "200",
        redis=one("redis"),
        redis_files=one("redis_files"),
        redis_listens=number("redis_listens"),
        redis_memory_mb=number("redis_memory_mb"),
        redis_users=tuple(found["redis_user"]),
        previous=one("previous"),
        history=tuple(found["history"]),
        rolled_back=tuple(found["rolled-back"]),
        lock=one("lock"),
        lock_age=number("lock_age") or 0,
        fingerprint=one("fingerprint"),
        healthy=one("healthy"),
        active=one("active") == "active",
        fresh=one("fresh") == "yes",
        exposed=one("exposed") == "yes",
        balancer=one("balancer"),
        balancer_loaded=one("balancer_loaded"),
        balancing=one("balancing"),
        down=tuple(found["down"]),
        nginx_version=one("nginx_version"),
        worker_connections=number("worker_connections"),
        worker_rlimit_nofile=number("worker_rlimit_nofile"),
        nginx_active=one("nginx") == "active",
        site_enabled=one("site_enabled") == "yes",
        maintenance=one("maintenance") == "yes",
    )
