"""Redis' configuration, as text."""

from roles.configuration.cluster import Cluster
from roles.files.templates import render


def render_redis(cluster: Cluster, maxmemory_mb: int) -> str:
    """Redis' configuration, with what it may use of its host's memory."""
    return render(
        "redis/redis.conf.j2",
        address=cluster.redis_host.address,
        port=cluster.settings.redis_port,
        maxmemory_mb=maxmemory_mb,
    )
