"""Redis' configuration and the rights of an app's user there, as text."""

from roles.configuration.cluster import Cluster
from roles.configuration.key_space import SEPARATOR
from roles.configuration.settings import Settings
from roles.files.templates import render

# What reads and writes keys, of which the key patterns leave the app its own. Lists of all keys
# show the identifiers of other apps' sessions, with which they could be taken over.
DATA_COMMANDS = (
    *("nocommands", "+@read", "+@write", "+@connection", "+@pubsub", "+@transaction"),
    *("-@dangerous", "-@scripting", "-scan", "-randomkey"),
)
# What caches and locks need besides: RedisCacheManager finds what it clears by KEYS, or by SCAN
# where the app says so; locks and rate limits take their steps in scripts.
LISTING_COMMANDS = ("+keys", "+scan")
SCRIPT_COMMANDS = ("+eval", "+evalsha", "+script|load", "+script|exists")
# Actuator's health asks for the one; the indexed repository looks with the other whether Redis says
# when a session ends.
ASKING_COMMANDS = ("+info", "+config|get")


def redis_rights(settings: Settings) -> str:
    """What the app's user may do in Redis: what Spring Session does, in either repository.

    Where the app has further keys there, also what caches and locks do.
    """
    sessions, prefixes = settings.session_keys, settings.redis_key_prefixes
    # When keys of database 0 end, which the indexed repository listens to.
    ends = [f"__keyevent@0__:{event}" for event in ("del", "expired")]
    channels = [f"{sessions}event:0:created:*", *ends, *map(_unlocked, prefixes)]
    commands = [*DATA_COMMANDS, *ASKING_COMMANDS]
    if prefixes:
        commands += [*LISTING_COMMANDS, *SCRIPT_COMMANDS]
    rights = [
        *("resetkeys", *(f"~{beginning}*" for beginning in (sessions, *prefixes))),
        *("resetchannels", *(f"&{channel}" for channel in channels)),
        *commands,
    ]
    return " ".join(rights)


def _unlocked(prefix: str) -> str:
    """Where Spring Integration says that a lock is free again, in its words.

    The pattern of a PSUBSCRIBE has to stand in a user's rights word for word (redis#7993).
    """
    return f"{prefix.removesuffix(SEPARATOR)}-channel:*"


def render_redis(cluster: Cluster, maxmemory_mb: int) -> str:
    """Redis' configuration, with what it may use of its host's memory."""
    return render(
        "redis/redis.conf.j2",
        address=cluster.redis_host.address,
        port=cluster.settings.redis_port,
        maxmemory_mb=maxmemory_mb,
    )


def render_redis_unit_options() -> str:
    """What Debian's unit of Redis lacks: patience with a network that comes late."""
    return render("redis/systemd/system/redis-server.service.d/session-cluster.conf.j2")
