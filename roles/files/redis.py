"""Redis' configuration and the rights of an app's user there, as text."""

from roles.configuration.cluster import Cluster
from roles.configuration.settings import Settings
from roles.files.templates import render

# What reads and writes keys, of which the key patterns leave the app its own. Lists of all keys
# show the identifiers of other apps' sessions, with which they could be taken over.
DATA_COMMANDS = (
    *("nocommands", "+@read", "+@write", "+@connection", "+@pubsub", "+@transaction"),
    *("-@dangerous", "-@scripting", "-scan", "-randomkey"),
)
# Actuator's health asks for the one; the indexed repository looks with the other whether Redis says
# when a session ends.
ASKING_COMMANDS = ("+info", "+config|get")


def redis_rights(settings: Settings) -> str:
    """What the app's user may do in Redis: what Spring Session does, in either repository.

    The pattern of a PSUBSCRIBE has to stand here word for word (redis#7993).
    """
    namespace = settings.session_namespace
    # When keys of database 0 end, which the indexed repository listens to.
    ends = [f"&__keyevent@0__:{event}" for event in ("del", "expired")]
    channels = [f"&{namespace}:event:0:created:*", *ends]
    return " ".join(
        ["resetkeys", f"~{namespace}:*", "resetchannels", *channels, *DATA_COMMANDS]
        + [*ASKING_COMMANDS]
    )


def render_redis(cluster: Cluster, maxmemory_mb: int) -> str:
    """Redis' configuration, with what it may use of its host's memory."""
    return render(
        "redis/redis.conf.j2",
        address=cluster.redis_host.address,
        port=cluster.settings.redis_port,
        maxmemory_mb=maxmemory_mb,
    )
