"""One app server's turn: forward to what is asked, or back to what it ran before."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.configuration.cluster import Member
from roles.plan.failure import turn_failed
from roles.plan.turn_report import Outcome, TurnReport, read_turn
from roles.remote import BUSY_TIMEOUT, ScriptResult
from roles.roll.carriers import carriers
from roles.roll.visits import Visits
from roles.run.changing import change, show
from roles.run.run import Run

# What a turn needs beside the limits of its settings, in seconds: stopping the old process, twice.
TURN_ALLOWANCE = 90
# What is left of the drain, in seconds, where nginx' old workers have had it.
LEAST_DRAIN = 1
# Settings change more often than releases: so many revisions stay at most.
MOST_REVISIONS = 50

# How a turn changes a server: to what is asked, to an older revision, or as if it had had no turn.
How = Literal["deploy", "rollback", "restore"]


def run_turn(run: Run, member: Member, how: How) -> TurnReport:
    """Switch an app server, have visitors try it, and keep it or go back by what they say."""
    visits = Visits(run, member)
    was_clustered = run.readings.survey(member).sessions == "clustered"
    # Who undoes a turn need not read the sessions of what it leaves.
    if was_clustered and run.decision.profile == "clustered" and how != "restore":
        visits.write_probe()
    report = _switch(run, member, how)
    if report.outcome != Outcome.HEALTHY or report.refused:
        visits.forget()
        return report
    failed_gate = visits.failed_gate(keeps_in_redis=run.decision.profile == "clustered")
    verdict = _script(
        run,
        member,
        "verdict",
        {
            "how": how,
            "keep_releases": str(run.cluster.settings.keep_releases),
            "most_revisions": str(MOST_REVISIONS),
            "failed_gate": failed_gate or "",
        },
    )
    return replace(verdict, lines=(*report.lines, *visits.said, *verdict.lines))


def _switch(run: Run, member: Member, how: How) -> TurnReport:
    """Drain the server and have it run what it is brought to, until it says that it is ready."""
    texts = dict.fromkeys(("environment", "properties", "unit_text"), "")
    return _script(
        run,
        member,
        "turn",
        {
            **(run.decision.app_files(member) if how == "deploy" else texts),
            "how": how,
            "release": run.decision.release,
            "redis_password": run.decision.redis_password() or "",
            "drain_timeout": str(_rest_of_the_drain(run, member)),
        },
    )


def _rest_of_the_drain(run: Run, member: Member) -> int:
    """How long a server may still take for its requests in flight, in seconds."""
    waited = member.name in run.progress.waited_for
    run.progress.waited_for.discard(member.name)
    return LEAST_DRAIN if waited else run.cluster.settings.drain_timeout


def _script(run: Run, member: Member, script: str, variables: Mapping[str, str]) -> TurnReport:
    """Run one of the turn's scripts with what both need."""
    settings, places = run.cluster.settings, run.places
    common = {
        "app_name": settings.app_name,
        "unit": places.unit,
        "environment_file": places.environment_file,
        "properties_file": places.properties_file,
        "unit_file": places.unit_file,
        "current": places.current,
        "releases": places.releases,
        "revision": run.decision.revision,
        "url_address": member.url_address,
        "port": str(settings.app_port),
        "readiness": settings.actuator.places["readiness"],
        "start_timeout": str(settings.start_timeout),
        "readiness_timeout": str(settings.readiness_timeout),
    }
    # Each may start the app twice: what is asked, and what it ran before.
    limits = settings.drain_timeout + 2 * (settings.start_timeout + settings.readiness_timeout)
    timeout = BUSY_TIMEOUT + limits + TURN_ALLOWANCE
    result = change(run, run.host(member), script, {**common, **variables}, timeout)
    return read_turn(result.succeeded, result.lines, result.refused)


def end_turn(run: Run, member: Member, report: TurnReport) -> None:
    """Keep what a server said at the end of its turn, beside the others of that turn."""
    plan = run.decision.roll_plan()
    turn = plan.turn_of(member.name)
    run.progress.reports[member.name] = report
    ended = {
        name: run.progress.reports[name]
        for name in plan.turns[turn]
        if name in run.progress.reports
    }
    if any(each.outcome != Outcome.HEALTHY for each in ended.values()):
        run.progress.failure = turn_failed(plan, turn, ended, carriers(run, turn))


def take_turn(state: State, host: Host, run: Run, member: Member) -> bool:
    """Give a server its turn; a failure is kept in the run, so that nginx is put right first.

    A turn that is refused did not begin: nothing is to be put right.
    """
    report = run_turn(run, member, "rollback" if run.work == "rollback" else "deploy")
    if not report.refused:
        end_turn(run, member, report)
    if report.refused or report.outcome == Outcome.HEALTHY:
        return show(host, ScriptResult(not report.refused, list(report.lines)))
    return True
