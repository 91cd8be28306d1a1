"""Where the sessions are: a move of Redis or of its keys under servers that are at work."""

from roles.configuration.cluster import Cluster, Member
from roles.survey.host_survey import HostSurvey


def moved_redis(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    """Say that a server at work keeps its sessions elsewhere than is asked; None where it does not.

    While the servers moved one by one, those that had would not see the others' sessions, and a
    Redis that has moved already would fail those that had not.
    """
    settings = cluster.settings
    at_work = member in cluster.app and survey.answers and survey.sessions == "clustered"
    if not at_work or settings.session_profile != "clustered":
        return None
    asked = (
        f"{cluster.redis_address} {settings.redis_port}",
        settings.session_namespace,
    )
    found = (survey.session_redis or "", survey.session_namespace or "")
    if found == asked:
        return None
    return (
        f"it keeps its sessions at {found[0].replace(' ', ' port ')} as {found[1]}:*, and asked is "
        f"{asked[0].replace(' ', ' port ')} as {asked[1]}:*. Such a move loses every session, and "
        "fails requests while the servers take turns. Go by way of the other profile, where each "
        "visitor begins a new session once: deploy with --data session_profile=sticky first, then "
        "this."
    )
