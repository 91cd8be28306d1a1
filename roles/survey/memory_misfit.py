"""Whether a host has the memory that its roles are promised."""

from roles.configuration.cluster import Cluster, Member
from roles.survey.host_survey import HostSurvey
from roles.survey.memory import share_mb

# The least with which Redis' part of a host's memory is worth having, and not 0: no limit to Redis.
REDIS_MEMORY_MB = 100


def memory_misfit(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    """Say what is too little, or promised twice; None where it will do."""
    return _memory_short(cluster, member, survey) or _memory_promised_twice(cluster, member, survey)


def _memory_short(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    if not cluster.deploys_redis(member) or survey.memory_mb >= REDIS_MEMORY_MB:
        return None
    return (
        f"it says that it has {survey.memory_mb} MB of memory: Redis, whose limit is a part of "
        f"it, needs a host with {REDIS_MEMORY_MB} MB or more."
    )


def _memory_promised_twice(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    heap, redis = cluster.settings.app_heap_percent, cluster.settings.redis_memory_percent
    if member not in cluster.app or not cluster.deploys_redis(member) or redis is None:
        return None
    if heap + redis <= 100:
        return None
    heap_mb, redis_mb = share_mb(survey.memory_mb, heap), share_mb(survey.memory_mb, redis)
    return (
        f"app_heap_percent={heap} promises the app {heap_mb} MB and redis_memory_percent={redis} "
        f"promises Redis {redis_mb} MB: {heap_mb + redis_mb} MB, and it has {survey.memory_mb} MB. "
        "Lower them to 100 together at most, with room for all else, or give Redis a host of its "
        "own."
    )
