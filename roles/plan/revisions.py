"""Which revision a rollback brings the servers to: a release with the settings that it ran with."""

from collections.abc import Iterable, Mapping, Sequence

from roles.errors import RefusedError
from roles.survey.found import Revision
from roles.survey.host_survey import HostSurvey


def revision_to_go_back_to(surveys: Mapping[str, HostSurvey], named: str) -> Revision:
    """Give the revision of a rollback: what ran before the newest that runs, or the named one.

    `surveys` has the app servers'; `named` is a release or a revision. What a rollback has left is
    not chosen again, so that one that stopped half-way goes on to where it went. A server that has
    not kept it, since it is new or was made anew, counts for nothing. Raises RefusedError where
    there is none.
    """
    kept = {revision.name: revision for survey in surveys.values() for revision in survey.revisions}
    order = [name for name in _history(list(surveys.values())) if name in kept]
    found = _named(kept, order, named) if named else _before(kept, order, surveys.values())
    if not any(has_kept(survey, found.name) for survey in surveys.values()):
        raise RefusedError(
            f"{found.name}, to which the rollback would go, is whole on no app server any more: "
            "deploy its JAR instead (--data app_jar=…)."
        )
    return found


def _history(surveys: Sequence[HostSurvey]) -> Sequence[str]:
    # A server that was away for long may know much, but not what runs.
    running = [survey.revision for survey in surveys]
    return max(
        (survey.history for survey in surveys),
        key=lambda history: (sum(name in history for name in running), len(history)),
    )


def has_kept(survey: HostSurvey, name: str) -> bool:
    """Whether an app server has that revision and its release."""
    kept = {revision.name: revision.release for revision in survey.revisions}
    return kept.get(name) in survey.installed


def _named(kept: Mapping[str, Revision], order: Sequence[str], named: str) -> Revision:
    fitting = [name for name in order if named in (name, kept[name].release)]
    if not fitting:
        raise RefusedError(
            f"release is {named!r}: no app server has kept that. Kept, the newest last: "
            f"{', '.join(order) or 'none'}."
        )
    return kept[fitting[-1]]


def _before(
    kept: Mapping[str, Revision], order: Sequence[str], surveys: Iterable[HostSurvey]
) -> Revision:
    surveys = list(surveys)
    running = {survey.revision for survey in surveys if survey.revision in order}
    left = {name for survey in surveys for name in survey.rolled_back}
    newest = max(order.index(name) for name in running if name) if running else 0
    if older := [name for name in order[:newest] if name not in left]:
        return kept[older[-1]]
    raise RefusedError(
        "There is no revision to go back to: one that ran before, and that no rollback has left. "
        f"Kept, the newest last: {', '.join(order) or 'none'}; "
        f"running: {', '.join(sorted(filter(None, running))) or 'none'}; "
        f"left by a rollback: {', '.join(sorted(left)) or 'none'}."
    )
