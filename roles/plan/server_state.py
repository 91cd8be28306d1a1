"""What the plan must know of an app server, out of its survey."""

from collections.abc import Collection

from roles.configuration.cluster import Member
from roles.plan.roll import ServerState
from roles.survey.host_survey import HostSurvey


def server_state(
    server: Member, survey: HostSurvey, asked_fingerprint: str, sent_to: Collection[str]
) -> ServerState:
    """Compare a server with what it shall run from; `sent_to` is whom any lb sends requests.

    It takes a turn unless all is as asked: its files, which others may not read, what last passed
    the gates, its process, which must not be older than the files, and the release, which must be
    whole.
    """
    settled = survey.active and survey.fresh and survey.fingerprint == survey.healthy
    intact = survey.release in survey.whole and not survey.exposed
    as_asked = survey.healthy == asked_fingerprint
    return ServerState(
        name=server.name,
        pending=not (settled and intact and as_asked),
        answers=survey.answers,
        serving=survey.answers and f"{server.url_address}:{survey.port}" in sent_to,
        sessions=survey.sessions,
        release=survey.release,
        port=survey.port,
        healthy=None if survey.healthy is None else as_asked,
        revision=survey.revision,
        previous=survey.previous,
        moved=survey.moved,
    )
