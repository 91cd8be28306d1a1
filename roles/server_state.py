"""What the plan must know of an app server, out of its survey."""

from roles.cluster import Member
from roles.plan import ServerState
from roles.survey import HostSurvey


def server_state(
    server: Member, survey: HostSurvey, asked_fingerprint: str, is_down: bool
) -> ServerState:
    """Compare a server with what it shall run from; `is_down` tells of a mark at any lb.

    It takes a turn unless all is as asked: its files, which others may not read, what last passed
    the gates, its process, which must not be older than the files, and the release, which must be
    whole.
    """
    settled = survey.active and survey.fresh and survey.fingerprint == survey.healthy
    intact = survey.release in survey.installed and not survey.exposed
    as_asked = survey.healthy == asked_fingerprint
    return ServerState(
        name=server.name,
        pending=not (settled and intact and as_asked),
        serving=survey.active and not is_down,
        down=is_down,
        sessions=survey.sessions,
        release=survey.release,
        port=survey.port,
        healthy=None if survey.healthy is None else as_asked,
        previous=survey.previous,
    )
