"""One app server's turn: forward to what is asked, or back to what it ran before."""

import re
from base64 import b64decode
from collections.abc import Iterable
from typing import Literal

from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.configuration.cluster import Member
from roles.places import REDIS_STATE
from roles.plan.failure import turn_failed
from roles.plan.turn_report import Outcome, TurnReport, read_turn
from roles.remote import BUSY_TIMEOUT, ScriptResult
from roles.roll.carriers import carriers
from roles.run.changing import change, show
from roles.run.run import Run

# What a turn needs beside the limits of its settings, in seconds: stopping the old process, twice.
TURN_ALLOWANCE = 90
# Settings change more often than releases: so many revisions stay at most.
MOST_REVISIONS = 50
SESSION = re.compile(r"[0-9A-Za-z-]+")
FORGET_TIMEOUT = 10

# How a turn changes a server: to what is asked, to an older revision, or as if it had had no turn.
How = Literal["deploy", "rollback", "restore"]


def run_turn(run: Run, member: Member, how: How) -> TurnReport:
    """Run turn.sh on an app server, then delete what sessions its gates made."""
    settings, places = run.cluster.settings, run.places
    was_clustered = run.readings.survey(member).sessions == "clustered"
    # Who undoes a turn need not read the sessions of what it leaves.
    keeps = was_clustered and run.decision.profile == "clustered" and how != "restore"
    texts = dict.fromkeys(("environment", "properties", "unit_text"), "")
    limits = {
        "drain_timeout": settings.drain_timeout,
        "start_timeout": settings.start_timeout,
        "readiness_timeout": settings.readiness_timeout,
        "smoke_timeout": settings.smoke_timeout,
        "session_gate_timeout": settings.session_gate_timeout,
    }
    result = change(
        run,
        run.host(member),
        "turn",
        {
            **(run.decision.app_files(member) if how == "deploy" else texts),
            "app_name": settings.app_name,
            "unit": places.unit,
            "environment_file": places.environment_file,
            "properties_file": places.properties_file,
            "unit_file": places.unit_file,
            "current": places.current,
            "releases": places.releases,
            "how": how,
            "release": run.decision.release,
            "revision": run.decision.revision,
            "redis_password": run.decision.redis_password() or "",
            "url_address": member.url_address,
            "port": str(settings.app_port),
            "readiness": settings.actuator.places["readiness"],
            "smoke_path": settings.smoke_path,
            "smoke_field": settings.smoke_field,
            "keep_releases": str(settings.keep_releases),
            "most_revisions": str(MOST_REVISIONS),
            "keeps_sessions": "yes" if keeps else "no",
            **{name: str(seconds) for name, seconds in limits.items()},
        },
        timeout=BUSY_TIMEOUT + sum(limits.values()) + settings.readiness_timeout + TURN_ALLOWANCE,
    )
    report = read_turn(result.succeeded, result.lines, result.refused)
    _forget(run, report.cookies)
    return report


def _forget(run: Run, cookies: Iterable[str]) -> None:
    settings = run.cluster.settings
    sessions = map(_session, cookies)
    keys = [
        f"{settings.session_namespace}:sessions:{session}" for session in filter(None, sessions)
    ]
    if keys and run.decision.profile == "clustered":
        change(
            run,
            run.host(run.cluster.redis_host),
            "redis_forget",
            {
                "state": REDIS_STATE,
                "busy_timeout": str(FORGET_TIMEOUT),
                "password_file": run.places.redis_password_file,
                "app_name": settings.app_name,
                "port": str(settings.redis_port),
                "keys": " ".join(keys),
            },
            timeout=2 * FORGET_TIMEOUT,
        )


def _session(cookie: str) -> str:
    try:
        session = b64decode(cookie, validate=True).decode("ascii")
    except ValueError:
        return ""
    return session if SESSION.fullmatch(session) else ""


def take_turn(state: State, host: Host, run: Run, member: Member) -> bool:
    """Give a server its turn; a failure is kept in the run, so that nginx is put right first.

    A turn that is refused did not begin: nothing is to be put right.
    """
    report = run_turn(run, member, "rollback" if run.work == "rollback" else "deploy")
    if report.refused or report.outcome == Outcome.HEALTHY:
        return show(host, ScriptResult(not report.refused, list(report.lines)))
    plan = run.decision.roll_plan()
    turn = plan.order.index(member.name)
    run.progress.failure = turn_failed(plan, turn, report, carriers(run, turn))
    return True
