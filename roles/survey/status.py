"""The status of a cluster, row by row: a pure function of what the hosts say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from roles.configuration.cluster import Cluster, Member
from roles.configuration.edge_settings import Tls
from roles.errors import RefusedError, UnreachableError
from roles.survey.host_survey import HostSurvey
from roles.survey.served_certificate import certificate_drift, found_certificate


@dataclass(frozen=True)
class StatusRow:
    """A host in one of its roles; None where a column does not apply or is not known."""

    host: str
    role: str
    release: str | None
    installed: Sequence[str]
    profile: str | None
    health: str
    in_rotation: bool | None
    sessions: int | None
    drift: Sequence[str] | None
    certificate_days: int | None = None


def status_rows(
    cluster: Cluster, found: Mapping[str, HostSurvey | RefusedError]
) -> list[StatusRow]:
    """Give a row for each role of each host, in the order of the groups.

    `found` has a host's survey, or why there is none.
    """
    surveys = [found[lb.name] for lb in cluster.lb]
    lbs = [survey for survey in surveys if isinstance(survey, HostSurvey)]
    down = {mark.rpartition(":")[0] for lb in lbs for mark in lb.down}
    app_row = partial(_app_row, down=down if lbs else None)
    lb_row = partial(_lb_row, tls=cluster.settings.tls, now=datetime.now(UTC))
    return [
        *(_row("lb", member, found[member.name], lb_row) for member in cluster.lb),
        *(_row("app", member, found[member.name], app_row) for member in cluster.app),
        *(_row("redis", member, found[member.name], _redis_row) for member in cluster.redis),
    ]


def _row(
    role: str,
    member: Member,
    found: HostSurvey | RefusedError,
    row_of: Callable[[Member, HostSurvey], StatusRow],
) -> StatusRow:
    if isinstance(found, HostSurvey):
        return row_of(member, found)
    health = "unreachable" if isinstance(found, UnreachableError) else "can't be read"
    return StatusRow(member.name, role, None, (), None, health, None, None, None)


def _lb_row(member: Member, survey: HostSurvey, tls: Tls, now: datetime) -> StatusRow:
    drift = certificate_drift(survey, tls, now)
    certificate = found_certificate(survey)
    if survey.lb_placed is not None and survey.lb_placed != survey.lb_loaded:
        drift.append("nginx' files are not what the last deploy loaded")
    if survey.lb_placed is not None and not survey.site_enabled:
        drift.append("the site is not enabled")
    health = "in maintenance" if survey.maintenance else "well"
    if not survey.nginx_active:
        health = "nginx does not run"
    return StatusRow(
        member.name,
        "lb",
        None,
        (),
        survey.balancing,
        health,
        None,
        None,
        drift,
        certificate.days_left(now) if certificate else None,
    )


def _app_row(member: Member, survey: HostSurvey, down: set[str] | None) -> StatusRow:
    drift = []
    if survey.healthy is not None and survey.fingerprint != survey.healthy:
        drift.append("its files are not what the last deploy left")
    if survey.exposed:
        drift.append("other users can read its environment or its properties")
    if survey.active and not survey.fresh:
        drift.append("its process is older than its files")
    if survey.release is not None and survey.release not in survey.whole:
        drift.append(f"release {survey.release} is not whole")
    health = "ready" if survey.ready else "not ready"
    if survey.answered and not survey.ready:
        health = f"not ready ({survey.answered})"
    if not survey.active:
        health = "does not run"
    return StatusRow(
        member.name,
        "app",
        survey.release,
        survey.installed,
        survey.sessions,
        health,
        None if down is None or survey.release is None else member.url_address not in down,
        None if survey.sessions == "clustered" else survey.sessions_in_memory,
        drift,
    )


def _redis_row(member: Member, survey: HostSurvey) -> StatusRow:
    drift = []
    if survey.redis is not None and survey.redis != survey.redis_files:
        drift.append("Redis' files are not what the last deploy loaded")
    return StatusRow(
        member.name,
        "redis",
        None,
        (),
        None,
        "answers" if survey.redis_answers else "does not answer",
        None,
        survey.sessions_in_redis,
        drift,
    )
