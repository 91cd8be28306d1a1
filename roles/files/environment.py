"""What the app gets as its environment: the session profile in Spring's own words."""

from roles.configuration.actuator import LOOPBACK
from roles.configuration.cluster import Cluster, Member
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


def app_environment(cluster: Cluster, member: Member, redis_password: str | None) -> dict[str, str]:
    """Give an app server's environment for the asked session profile.

    `redis_password` counts in `clustered` only. Names follow Spring's rule for the environment:
    dots become _, dashes go, upper case.
    """
    settings = cluster.settings
    request_limit = f"{settings.upload_limit_mb + FORM_ALLOWANCE_MB}MB"
    environment = {
        "JAVA_OPTS": settings.app_java_opts,
        "SPRING_PROFILES_ACTIVE": settings.spring_profiles,
        "SPRING_CONFIG_ADDITIONALLOCATION": "file:" + Places(settings.app_name).properties_file,
        "SERVER_ADDRESS": member.address,
        "SERVER_PORT": str(settings.app_port),
        "SERVER_FORWARDHEADERSSTRATEGY": "native",
        "SERVER_SHUTDOWN": "graceful",
        "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE": f"{SHUTDOWN_SECONDS}s",
        "SPRING_SERVLET_MULTIPART_MAXFILESIZE": f"{settings.upload_limit_mb}MB",
        "SPRING_SERVLET_MULTIPART_MAXREQUESTSIZE": request_limit,
        "SERVER_TOMCAT_MAXSWALLOWSIZE": request_limit,
        "MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED": "true",
        # A Redis that blinks must not take every server out of rotation at once.
        "MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE": "readinessState",
        "SPRING_SESSION_TIMEOUT": settings.session_timeout,
        "SERVER_SERVLET_SESSION_TIMEOUT": settings.session_timeout,
    }
    if settings.actuator.has_own_port:
        environment["MANAGEMENT_SERVER_PORT"] = str(settings.actuator.port)
    if settings.actuator.is_bound_here:
        environment["MANAGEMENT_SERVER_ADDRESS"] = LOOPBACK
    if settings.session_profile == "clustered":
        environment |= _redis_environment(cluster, redis_password or "")
    else:
        environment["SPRING_AUTOCONFIGURE_EXCLUDE"] = ",".join(REDIS_AUTO_CONFIGURATIONS)
    return environment


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
        # Lettuce would wait for a minute.
        "SPRING_DATA_REDIS_TIMEOUT": f"{settings.redis_timeout_ms}ms",
        "SPRING_DATA_REDIS_CONNECTTIMEOUT": f"{settings.redis_connect_timeout_ms}ms",
    }
