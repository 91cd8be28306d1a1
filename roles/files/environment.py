"""What the app gets as its environment: the session profile in Spring's own words."""

from collections.abc import Sequence

from roles.configuration.actuator import LOOPBACK
from roles.configuration.auto_configurations import (
    REDIS_AUTO_CONFIGURATIONS,
    SESSION_AUTO_CONFIGURATIONS,
)
from roles.configuration.cluster import Cluster, Member
from roles.configuration.owned_properties import OWNED, asked_names, asked_values
from roles.configuration.session_cookie import COOKIE, own_rights
from roles.configuration.settings import Settings
from roles.configuration.shutdown import SHUTDOWN_PHASE, SHUTDOWN_SECONDS
from roles.configuration.spring_names import canonical
from roles.files.headers import HEADER_BUFFER_KB, MOST_REQUEST_HEADERS_KB
from roles.files.internal_proxies import internal_proxies
from roles.files.redis_environment import redis_defaults, redis_environment
from roles.places import Places

# What a multipart request carries beside its file, in megabytes.
FORM_ALLOWANCE_MB = 1
INTERNAL_PROXIES = "SERVER_TOMCAT_REMOTEIP_INTERNALPROXIES"
EXCLUDE = "SPRING_AUTOCONFIGURE_EXCLUDE"
# What nobody may see of what the kit owns.
SECRET = {"spring.data.redis.password", "spring.data.redis.url"}


def app_environment(
    cluster: Cluster,
    member: Member,
    redis_password: str | None,
    packaged_exclusions: Sequence[str] = (),
) -> dict[str, str]:
    """Give an app server's environment for the asked session profile.

    `redis_password` counts only where the app has something in Redis. `packaged_exclusions` is
    what the JAR has Spring leave out: the environment would replace it. Names follow Spring's rule
    for the environment: dots become _, dashes go, upper case.
    """
    settings = cluster.settings
    defaults, excluded = _defaults(settings), dict[str, str]()
    # The gates ask it from its own host, as a load balancer would.
    if believed := internal_proxies([*(lb.address for lb in cluster.every_lb), member.address]):
        defaults[INTERNAL_PROXIES] = believed
    environment = {
        "JAVA_OPTS": settings.app_java_opts,
        "SPRING_PROFILES_ACTIVE": settings.spring_profiles,
        "SPRING_CONFIG_ADDITIONALLOCATION": "file:" + Places(settings.app_name).properties_file,
        "SERVER_ADDRESS": member.address,
        "SERVER_PORT": str(settings.app_port),
        "SERVER_FORWARDHEADERSSTRATEGY": "native",
        "SERVER_SHUTDOWN": "graceful",
        "SERVER_SSL_ENABLED": "false",
        "SPRING_SESSION_TIMEOUT": settings.session_timeout,
        "SERVER_SERVLET_SESSION_TIMEOUT": settings.session_timeout,
    }
    if settings.uses_redis:
        environment |= redis_environment(cluster, redis_password or "")
        defaults |= redis_defaults(settings)
    if settings.session_profile != "clustered":
        # Its caches and locks go on.
        left_out = _exclusions(settings) or packaged_exclusions
        kept_out = SESSION_AUTO_CONFIGURATIONS if settings.uses_redis else REDIS_AUTO_CONFIGURATIONS
        excluded[EXCLUDE] = ",".join(dict.fromkeys((*kept_out, *left_out)))
    # The environment outranks the operator's file: what that has is not said here.
    asked = asked_names([settings.spring_properties, settings.app_environment])
    left = {name: value for name, value in defaults.items() if canonical(name) not in asked}
    return environment | left | settings.app_environment | excluded


def _defaults(settings: Settings) -> dict[str, str]:
    """What an operator may say otherwise, in spring_properties or app_environment."""
    request_limit = f"{settings.upload_limit_mb + FORM_ALLOWANCE_MB}MB"
    own_port: dict[str, str] = {}
    if settings.actuator.has_own_port:
        own_port["MANAGEMENT_SERVER_PORT"] = str(settings.actuator.port)
    if settings.actuator.is_bound_here:
        own_port["MANAGEMENT_SERVER_ADDRESS"] = LOOPBACK
    return {
        **own_port,
        SHUTDOWN_PHASE: f"{SHUTDOWN_SECONDS}s",
        "SPRING_SERVLET_MULTIPART_MAXFILESIZE": f"{settings.upload_limit_mb}MB",
        "SPRING_SERVLET_MULTIPART_MAXREQUESTSIZE": request_limit,
        "SERVER_TOMCAT_MAXSWALLOWSIZE": request_limit,
        **_headers(settings),
        "SERVER_TOMCAT_MAXHTTPFORMPOSTSIZE": request_limit,
        "MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED": "true",
        # A Redis that blinks must not take every server out of rotation at once.
        "MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE": "readinessState",
    }


def _headers(settings: Settings) -> dict[str, str]:
    """Headers as large as the load balancers take them, and the session's cookie."""
    cookie = {_variable(f"{COOKIE}.{right}"): own for right, own in own_rights(settings).items()}
    return {
        "SERVER_MAXHTTPREQUESTHEADERSIZE": f"{MOST_REQUEST_HEADERS_KB}KB",
        "SERVER_TOMCAT_MAXHTTPRESPONSEHEADERSIZE": f"{HEADER_BUFFER_KB}KB",
        **cookie,
    }


def _variable(name: str) -> str:
    return name.replace(".", "_").replace("-", "").upper()


def plain_names(settings: Settings) -> frozenset[str]:
    """Give the kit's own variables that hold no secret, as spring_names.canonical has them."""
    own = {*OWNED, *_defaults(settings), *redis_defaults(settings), EXCLUDE, INTERNAL_PROXIES}
    return frozenset(map(canonical, own - SECRET))


def _exclusions(settings: Settings) -> list[str]:
    """What the operator has Spring leave out: the environment would replace it."""
    found = asked_values(EXCLUDE, settings.spring_properties, settings.app_environment)
    names = [value if isinstance(value, list) else str(value).split(",") for value in found]
    return [str(name).strip() for each in names for name in each]
