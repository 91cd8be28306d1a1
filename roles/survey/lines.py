"""Reading what survey.sh prints."""

from base64 import b64decode
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, cast

from roles.configuration.settings import Profile
from roles.survey.found import (
    FoundAcme,
    FoundRedis,
    Listener,
    Neighbour,
    RedisUser,
    Revision,
    UpstreamServer,
)
from roles.survey.host_survey import HostSurvey
from roles.survey.nginx_sites import NginxSite, NginxUpstream, read_nginx


def _revision(value: str) -> Revision:
    name, release, fingerprint, profile, *actuator = value.split()
    return Revision(name, release, fingerprint, cast(Profile, profile), "".join(actuator))


def _neighbour(value: str) -> Neighbour:
    app, setting, port = value.split()
    return Neighbour(app, setting, int(port))


def _redis_user(value: str) -> RedisUser:
    name, *patterns = value.split()
    prefixes = (pattern.removeprefix("~").removesuffix("*") for pattern in patterns)
    return RedisUser(name, tuple(prefixes))


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

    def text(key: str) -> bytes | None:
        value = one(key)
        return b64decode(value) if value is not None else None

    directory = one("acme_directory")
    acme = directory and FoundAcme(directory, one("acme_hook"), one("acme_renews") == "yes")
    state = one("found_redis")
    found_redis = state and FoundRedis(
        cast(Literal["runs", "closed", "stopped"], state),
        number("found_keys") or 0,
        tuple(found["found_client"]),
    )
    files = list(read_nginx(b64decode(one("nginx_files") or "").decode(errors="replace")))
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
        sends_again=number("sends_again"),
        free_mb={
            folder: int(free) for folder, free in (value.split() for value in found["free_mb"])
        },
        listeners=tuple(Listener(int(port), unit, name) for port, unit, name in listeners),
        neighbours=tuple(map(_neighbour, found["neighbour"])),
        java=one("java"),
        java_version=number("java_version"),
        release=one("release"),
        installed=tuple(found["installed"]),
        whole=tuple(found["whole"]),
        port=number("port"),
        sessions=one("sessions"),
        session_redis=one("session_redis"),
        session_namespace=one("session_namespace"),
        sessions_in_memory=number("sessions_in_memory"),
        sessions_in_redis=number("sessions_in_redis"),
        answered=number("answered"),
        actuator=one("actuator"),
        redis=one("redis"),
        redis_answers=one("redis_answers") == "yes",
        redis_files=one("redis_files"),
        redis_listens=number("redis_listens"),
        redis_memory_mb=number("redis_memory_mb"),
        redis_users=tuple(map(_redis_user, found["redis_user"])),
        found_redis=found_redis or None,
        revision=one("revision"),
        revisions=tuple(map(_revision, found["kept"])),
        previous=one("previous"),
        moved=one("moved") == "yes",
        history=tuple(found["history"]),
        rolled_back=tuple(found["rolled-back"]),
        lock=one("lock"),
        lock_age=number("lock_age") or 0,
        fingerprint=one("fingerprint"),
        healthy=one("healthy"),
        active=one("active") == "active",
        fresh=one("fresh") == "yes",
        exposed=one("exposed") == "yes",
        lb_placed=one("lb_placed"),
        lb_loaded=one("lb_loaded"),
        balancing=one("balancing"),
        upstream=tuple(
            UpstreamServer(address, mark == "down")
            for address, mark in (value.split() for value in found["upstream"])
        ),
        nginx_version=one("nginx_version"),
        worker_connections=number("worker_connections"),
        worker_rlimit_nofile=number("worker_rlimit_nofile"),
        nginx_sites=tuple(found for found in files if isinstance(found, NginxSite)),
        nginx_upstreams=tuple(found for found in files if isinstance(found, NginxUpstream)),
        debians_site=one("debians_site") == "yes",
        certificate=text("certificate"),
        certificate_sum=one("certificate_sum"),
        certificate_key=text("certificate_key"),
        tickets=one("tickets"),
        tickets_age=number("tickets_age"),
        acme=acme or None,
        nginx_active=one("nginx") == "active",
        site_enabled=one("site_enabled") == "yes",
        maintenance=one("maintenance") == "yes",
    )
