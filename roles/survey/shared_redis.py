"""A Redis that several apps use: what one of them may not ask of it without the others."""

from collections.abc import Sequence

from roles.configuration.cluster import Cluster, Member
from roles.configuration.key_space import overlap
from roles.shared_places import REDIS_CONF
from roles.survey.found import RedisUser
from roles.survey.host_survey import HostSurvey
from roles.survey.memory import redis_memory_mb

ADMINISTRATOR = "default"


def shared_redis_misfit(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    """Say what would change a Redis under other apps, or share their keys; None where all fits."""
    if not cluster.deploys_redis(member):
        return None
    own = (ADMINISTRATOR, cluster.settings.app_name)
    others = [user for user in survey.redis_users if user.name not in own]
    if not others:
        return None
    names = " and ".join(user.name for user in others)
    return (
        _other_port(cluster, survey, names)
        or _other_memory(cluster, survey, names)
        or _shared_keys(cluster, others)
    )


def _other_port(cluster: Cluster, survey: HostSurvey, names: str) -> str | None:
    asked, found = cluster.settings.redis_port, survey.redis_listens
    if found in (None, asked):
        return None
    return (
        f"redis_port is {asked}, and the Redis there, which serves {names} too, listens at "
        f"{found}: say redis_port={found}, or give this app a Redis host of its own."
    )


def _other_memory(cluster: Cluster, survey: HostSurvey, names: str) -> str | None:
    percent, found_mb = cluster.settings.redis_memory_percent, survey.redis_memory_mb
    if percent is None or found_mb is None:
        return None
    asked_mb = redis_memory_mb(survey.memory_mb, percent, found_mb)
    if asked_mb == found_mb:
        return None
    return (
        f"redis_memory_percent is {percent}, which is {asked_mb} MB there, and the Redis there, "
        f"which serves {names} too, has {found_mb} MB: give every app on it the same percentage. "
        f"To change it for all, write `maxmemory {asked_mb}mb` into {REDIS_CONF} there first."
    )


def _shared_keys(cluster: Cluster, others: Sequence[RedisUser]) -> str | None:
    settings = cluster.settings
    own = {settings.session_keys: f"session_namespace is {settings.session_namespace!r}"}
    own |= {prefix: f"redis_key_prefixes has {prefix!r}" for prefix in settings.redis_key_prefixes}
    for user in others:
        if shared := overlap(own, user.prefixes):
            mine, theirs = shared
            return (
                f"{own[mine]}, and {user.name}, which uses the Redis there too, has the keys "
                f"{theirs}*: each would read and delete the other's. Choose another one."
            )
    return None
