"""Which revision a rollback brings the servers to: a release with the settings that it ran with."""

from collections.abc import Iterable, Mapping, Sequence

from roles.errors import RefusedError
from roles.survey import HostSurvey, Revision


def revision_to_go_back_to(surveys: Mapping[str, HostSurvey], named: str) -> Revision:
    """Give the revision of a rollback: what ran before the newest that runs, or the named one.

    `surveys` has the app servers'; `named` is a release or a revision. What a rollback has left is
    not chosen again, so that one that stopped half-way goes on to where it went. Raises
    RefusedError where there is none, or a server has not kept it.
    """
    kept = {revision.name: revision for survey in surveys.values() for revision in survey.revisions}
    order = [name for name in _history(list(surveys.values())) if name in kept]
    found = _named(kept, order, named) if named else _before(kept, order, surveys.values())
    if lacking := [name for name, survey in surveys.items() if not _has(survey, found)]:
        raise RefusedError(
            f"{' and '.join(lacking)} {'have' if len(lacking) > 1 else 'has'} not kept "
            f"{found.name}, to which the rollback would go: new, or made anew since. Deploy its "
            "JAR instead (--data app_jar=…), or name a revision that all have: "
            f"{', '.join(_everywhere(surveys)) or 'there is none'}."
        )
    return found


def _history(surveys: Sequence[HostSurvey]) -> Sequence[str]:
    # A server that was away for long may know much, but not what runs.
    running = [survey.revision for survey in surveys]
    return max(
        (survey.history for survey in surveys),
        key=lambda history: (sum(name in history for name in running), len(history)),
    )


def _has(survey: HostSurvey, wanted: Revision) -> bool:
    names = {revision.name for revision in survey.revisions}
    return wanted.name in names and wanted.release in survey.installed


def _everywhere(surveys: Mapping[str, HostSurvey]) -> list[str]:
    first = next(iter(surveys.values()))
    return [
        revision.name
        for revision in first.revisions
        if all(_has(survey, revision) for survey in surveys.values())
    ]


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
