"""What the app gets as its environment: the session profile in Spring's own words."""

import re

from roles.configuration.cluster import Cluster, Member
from roles.configuration.owned_properties import OWNED, asked_names
from roles.configuration.settings import Settings
from roles.configuration.spring_names import canonical, flattened
from roles.errors import RefusedError
from roles.places import Places

# Boot 3.x and 4.x name these classes differently; the ones that are not there are ignored.
REDIS_AUTO_CONFIGURATIONS = (
    "org.springframework.boot.autoconfigure.session.SessionAutoConfiguration",
    "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
    "org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration",
    "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
)
# How long Spring lets requests in flight end once it is told to stop, in seconds.
SHUTDOWN_SECONDS = 20
# What a multipart request carries beside its file, in megabytes.
FORM_ALLOWANCE_MB = 1
SHUTDOWN_PHASE = "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"
EXCLUDE = "SPRING_AUTOCONFIGURE_EXCLUDE"
# What nobody may see of what the kit owns.
SECRET = {"spring.data.redis.password", "spring.data.redis.url"}


def app_environment(cluster: Cluster, member: Member, redis_password: str | None) -> dict[str, str]:
    """Give an app server's environment for the asked session profile.

    `redis_password` counts in `clustered` only. Names follow Spring's rule for the environment:
    dots become _, dashes go, upper case.
    """
    settings = cluster.settings
    defaults = _defaults(settings)
    environment = {
        "JAVA_OPTS": settings.app_java_opts,
        "SPRING_PROFILES_ACTIVE": settings.spring_profiles,
        "SPRING_CONFIG_ADDITIONALLOCATION": "file:" + Places(settings.app_name).properties_file,
        "SERVER_ADDRESS": member.address,
        "SERVER_PORT": str(settings.app_port),
        "SERVER_FORWARDHEADERSSTRATEGY": "native",
        "SERVER_SHUTDOWN": "graceful",
        "SPRING_SESSION_TIMEOUT": settings.session_timeout,
        "SERVER_SERVLET_SESSION_TIMEOUT": settings.session_timeout,
    }
    if settings.session_profile == "clustered":
        environment |= _redis_environment(cluster, redis_password or "")
        defaults |= _redis_defaults(settings)
    else:
        excluded = dict.fromkeys((*REDIS_AUTO_CONFIGURATIONS, *_exclusions(settings)))
        environment[EXCLUDE] = ",".join(excluded)
    # The environment outranks the operator's file: what that has is not said here.
    asked = asked_names([settings.spring_properties, settings.app_environment])
    left = {name: value for name, value in defaults.items() if canonical(name) not in asked}
    return environment | left | settings.app_environment


def _defaults(settings: Settings) -> dict[str, str]:
    """What an operator may say otherwise, in spring_properties or app_environment."""
    request_limit = f"{settings.upload_limit_mb + FORM_ALLOWANCE_MB}MB"
    return {
        # systemd sets none: Java 17 would read and write ASCII.
        "LANG": "C.UTF-8",
        SHUTDOWN_PHASE: f"{SHUTDOWN_SECONDS}s",
        "SPRING_SERVLET_MULTIPART_MAXFILESIZE": f"{settings.upload_limit_mb}MB",
        "SPRING_SERVLET_MULTIPART_MAXREQUESTSIZE": request_limit,
        "SERVER_TOMCAT_MAXSWALLOWSIZE": request_limit,
        "SERVER_TOMCAT_MAXHTTPFORMPOSTSIZE": request_limit,
        "MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED": "true",
        # A Redis that blinks must not take every server out of rotation at once.
        "MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE": "readinessState",
    }


def _redis_defaults(settings: Settings) -> dict[str, str]:
    return {
        # Lettuce would wait for a minute.
        "SPRING_DATA_REDIS_TIMEOUT": f"{settings.redis_timeout_ms}ms",
        "SPRING_DATA_REDIS_CONNECTTIMEOUT": f"{settings.redis_connect_timeout_ms}ms",
    }


def plain_names(settings: Settings) -> frozenset[str]:
    """Give the kit's own variables that hold no secret, as spring_names.canonical has them."""
    own = {*OWNED, *_defaults(settings), *_redis_defaults(settings), EXCLUDE}
    return frozenset(map(canonical, own - SECRET))


def shutdown_seconds(settings: Settings) -> int:
    """How long Spring lets requests in flight end, in seconds: the operator's word, or ours.

    Raises RefusedError where it is not a number of seconds.
    """
    given = [*flattened(settings.spring_properties), *settings.app_environment.items()]
    asked = [value for name, value in given if canonical(name) == canonical(SHUTDOWN_PHASE)]
    if not asked:
        return SHUTDOWN_SECONDS
    match = re.fullmatch(r"([0-9]+)s", str(asked[-1]))
    if match is None:
        raise RefusedError(
            f"spring.lifecycle.timeout-per-shutdown-phase is {asked[-1]!r}: expected a number of "
            "seconds, such as 45s, for systemd has to wait as long."
        )
    return int(match[1])


def _exclusions(settings: Settings) -> list[str]:
    """What the operator has Spring leave out: the environment would replace it."""
    given = [*flattened(settings.spring_properties), *settings.app_environment.items()]
    found = [value for name, value in given if canonical(name) == canonical(EXCLUDE)]
    names = [value if isinstance(value, list) else str(value).split(",") for value in found]
    return [str(name).strip() for each in names for name in each]


def _redis_environment(cluster: Cluster, password: str) -> dict[str, str]:
    settings = cluster.settings
    return {
        # 3.x reads the first name, 4.x the second.
        "SPRING_SESSION_REDIS_NAMESPACE": settings.session_namespace,
        "SPRING_SESSION_DATA_REDIS_NAMESPACE": settings.session_namespace,
        "SPRING_DATA_REDIS_HOST": cluster.redis_host.address,
        "SPRING_DATA_REDIS_PORT": str(settings.redis_port),
        "SPRING_DATA_REDIS_USERNAME": settings.app_name,
        "SPRING_DATA_REDIS_PASSWORD": password,
    }
