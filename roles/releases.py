"""Which release a run brings the servers to."""

from collections.abc import Sequence

from roles.errors import RefusedError
from roles.survey import HostSurvey


def release_to_go_back_to(surveys: Sequence[HostSurvey], named: str) -> str:
    """Give the release of a rollback: the named one, or the newest before the running one.

    A release that a rollback left is not chosen again. Raises RefusedError where there is none.
    """
    everywhere = set.intersection(*(set(survey.installed) for survey in surveys))
    if named:
        if named not in everywhere:
            raise RefusedError(
                f"release is {named!r}: not every app server has it whole. Installed on all of "
                f"them: {', '.join(sorted(everywhere)) or 'none'}."
            )
        return named
    left = {release for survey in surveys for release in survey.rolled_back}
    running = {survey.release for survey in surveys}
    newest_first = reversed(max((survey.history for survey in surveys), key=len))
    for release in newest_first:
        if release in everywhere - left - running:
            return release
    raise RefusedError(
        "There is no release to go back to: every app server has to have it whole, and a rollback "
        f"must not have left it before. Installed on all of them: {', '.join(sorted(everywhere))}; "
        f"running: {', '.join(sorted(filter(None, running)))}; "
        f"left by a rollback: {', '.join(sorted(left)) or 'none'}."
    )
