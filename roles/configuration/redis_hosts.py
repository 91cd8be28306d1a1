"""Whether the hosts of the group redis are those that the settings need."""

from collections.abc import Sequence

from roles.configuration.settings import Settings


def redis_hosts_misfit(settings: Settings, hosts: Sequence[str]) -> str | None:
    """Say what does not fit, and what to do; None where all does. `hosts` are their names."""
    if not settings.uses_redis:
        return None
    if others := settings.redis_address:
        if not hosts:
            return None
        return (
            f"redis_address is {others!r}, a Redis that somebody else runs, and the "
            f"inventory's group redis has {hosts[0]}: leave out one of the two."
        )
    if len(hosts) != 1 and settings.session_profile != "clustered":
        return (
            f"redis_key_prefixes is {settings.redis_key_prefixes!r} and the inventory's group "
            f"redis has {len(hosts)} hosts: give it one, or redis_address the Redis that somebody "
            "else runs, or name no keys."
        )
    if len(hosts) != 1:
        return (
            'session_profile is "clustered" and the inventory\'s group redis has '
            f"{len(hosts)} hosts: give it one, or redis_address the Redis that somebody else runs, "
            "or deploy with --data session_profile=sticky."
        )
    if settings.redis_memory_percent is None:
        return "redis_memory_percent is not set: expected a whole number, 10 to 90."
    return None
