"""What the app gets in its environment for Redis: where it is, and as whom it logs in."""

from roles.configuration.cluster import Cluster
from roles.configuration.settings import Settings


def redis_environment(cluster: Cluster, password: str) -> dict[str, str]:
    """Give where the app finds its Redis, and as whom it logs in."""
    settings = cluster.settings
    return {
        # 3.x reads the first name, 4.x the second.
        "SPRING_SESSION_REDIS_NAMESPACE": settings.session_namespace,
        "SPRING_SESSION_DATA_REDIS_NAMESPACE": settings.session_namespace,
        "SPRING_DATA_REDIS_HOST": cluster.redis_address,
        "SPRING_DATA_REDIS_PORT": str(settings.redis_port),
        # What is built into the JAR does not count then.
        "SPRING_DATA_REDIS_DATABASE": "0",
        "SPRING_DATA_REDIS_SSL_ENABLED": "true" if settings.redis_tls else "false",
        **_redis_login(settings, password),
    }


def _redis_login(settings: Settings, password: str) -> dict[str, str]:
    if not settings.redis_address:
        return {
            "SPRING_DATA_REDIS_USERNAME": settings.app_name,
            "SPRING_DATA_REDIS_PASSWORD": password,
        }
    # Somebody else's may know no users, or ask for no password.
    login = {
        "SPRING_DATA_REDIS_USERNAME": settings.redis_user,
        "SPRING_DATA_REDIS_PASSWORD": password,
    }
    return {name: text for name, text in login.items() if text}


def redis_defaults(settings: Settings) -> dict[str, str]:
    """Give how long the app waits for Redis."""
    return {
        # Lettuce would wait for a minute.
        "SPRING_DATA_REDIS_TIMEOUT": f"{settings.redis_timeout_ms}ms",
        "SPRING_DATA_REDIS_CONNECTTIMEOUT": f"{settings.redis_connect_timeout_ms}ms",
    }
