"""A Redis that somebody else has set up on a host of the group redis."""

from roles.configuration.cluster import Cluster, Member
from roles.shared_places import REDIS_ADMIN_PASSWORD
from roles.survey.found import FoundRedis
from roles.survey.host_survey import HostSurvey

# So many of its clients are named.
NAMED = 5


def adopted_redis_misfit(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    """Say that a Redis there is somebody's, with both ways out; None where it may be taken over."""
    found = survey.found_redis
    if not cluster.deploys_redis(member) or found is None or found.is_unused:
        return None
    if found.state == "stopped":
        return (
            "a Redis is there that the kit has not set up; it does not run, and has data. Start it "
            "for the deploy to see whose it is, or remove it with its data (apt-get purge "
            "redis-server)."
        )
    if found.state == "closed":
        return (
            "a Redis is there that the kit has not set up, and it lets in nobody without a "
            "password. Give the site another Redis host; or, to have the kit take it over, write "
            f"its password into {REDIS_ADMIN_PASSWORD} there, readable for root only, and say "
            "adopt_redis=true."
        )
    if cluster.settings.adopt_redis:
        return None
    return (
        f"a Redis is there that the kit has not set up, {_use(found)}. Give the site another Redis "
        "host; or say adopt_redis=true: its keys stay, it gets the kit's settings, and whoever "
        f"else uses it needs the password in {REDIS_ADMIN_PASSWORD} there from then on."
    )


def _use(found: FoundRedis) -> str:
    keys = "1 key" if found.keys == 1 else f"{found.keys} keys"
    if not found.clients:
        return f"with {keys}"
    named = ", ".join(found.clients[:NAMED])
    more = len(found.clients) - NAMED
    others = f" and {more} more" if more > 0 else ""
    return f"with {keys} and clients from {named}{others}"
