"""What nginx shall be on one host: a pure function of what the host says of itself."""

from dataclasses import dataclass

from roles.survey import HostSurvey

# Before it nginx ends a worker at a reload while answers are under way (its ticket #2367).
FIRST_TO_FINISH_ANSWERS = (1, 23, 1)


@dataclass(frozen=True)
class HostNginx:
    """How nginx differs from host to host.

    `buffers_answers` tells whether it may take an answer faster than the visitor does.
    """

    buffers_answers: bool


def host_nginx(survey: HostSurvey) -> HostNginx:
    """Fit nginx to a host."""
    return HostNginx(buffers_answers=_finishes_answers(survey.nginx_version))


def _finishes_answers(version: str | None) -> bool:
    # Where none is installed yet, nothing is known to be wrong with it.
    if version is None:
        return True
    return tuple(map(int, version.split("."))) >= FIRST_TO_FINISH_ANSWERS
