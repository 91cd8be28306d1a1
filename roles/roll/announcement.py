"""The plan in words: what a run will do to the visitors, said before it begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from weakref import WeakSet

from pyinfra import logger

from roles.configuration.settings import Profile
from roles.errors import RefusedError
from roles.plan.dealing import dealt
from roles.plan.roll import RollPlan, ServerState
from roles.redis import announced_restart
from roles.roll.before_roll import announced_command
from roles.roll.behind import announced_left_behind
from roles.roll.departed import announced_departures
from roles.roll.differences import show_differences
from roles.roll.losses import Found, losses, rolled_servers
from roles.run.run import Run, Work

# The log records of the plan carry under this name how many sessions are lost, as "0" or the
# counts: for who shows the plan in its own place, and says at the end what it came to.
SESSIONS_LOST = "sessions_lost"


@dataclass(frozen=True)
class Asked:
    """What a run brings the site to."""

    work: Work
    profile: Profile
    release: str
    revision: str
    maintenance: bool = False


def sentences(plan: RollPlan, asked: Asked, found: Found) -> list[str]:
    """Say what a run does."""
    rolled = rolled_servers(plan)
    said = [_what(rolled, plan, asked)] if rolled else ["No app server is restarted."]
    said += _changes(rolled, asked, found)
    lost = [loss.sentence for loss in losses(plan, asked.profile, found)]
    return said + (lost or ["0 sessions are lost."])


def _what(rolled: Sequence[ServerState], plan: RollPlan, asked: Asked) -> str:
    names, most = ", ".join(plan.order), max(len(turn) for turn in plan.turns)
    how = "one after the other" if most == 1 else f"in {len(plan.turns)} turns, {most} at once"
    if asked.work == "rollback":
        left = {server.revision for server in rolled if server.revision}
        return (
            f"Takes {names} back from {' and '.join(sorted(left)) or 'nothing'} to "
            f"{asked.revision}, the release and its settings, {how}."
        )
    if not (before := {server.release for server in rolled if server.release}):
        return f"Starts {names} with release {asked.release}."
    if before == {asked.release}:
        return f"Restarts {names} with other settings, {how} (release {asked.release})."
    found = " and ".join(sorted(before))
    return f"Rolls {names} from {found} to {asked.release}, {how}."


def _changes(rolled: Sequence[ServerState], asked: Asked, found: Found) -> list[str]:
    changes = []
    profiles = {server.sessions for server in rolled if server.sessions} - {asked.profile}
    if profiles:
        left = " and ".join(sorted(filter(None, profiles)))
        changes.append(f"The session profile goes from {left} to {asked.profile}.")
    if asked.maintenance != found.maintenance:
        moment = "begins before" if asked.maintenance else "ends after"
        changes.append(f"Maintenance {moment} it.")
    return changes


def _shares(run: Run) -> Mapping[str, Fraction]:
    """Who of the visitors of each server will be sent elsewhere where sessions are in memory."""
    names = {server.url_address: server.name for server in run.cluster.every_app}
    for lb in run.cluster.lb:
        survey = run.readings.survey(lb)
        before = [server.address.rpartition(":")[0] for server in survey.upstream]
        shares = dealt(survey.balancing, run.decision.roll_plan().after, before, list(names))
        if shares:
            return {names.get(address, address): share for address, share in shares.items()}
    return {}


# Every host asks for it, and the first one's is for all.
_announced = WeakSet[Run]()


def announce(run: Run) -> None:
    """Say once what the run will do; raises RefusedError where it would take the site down."""
    if run in _announced:
        return
    _announced.add(run)
    plan, settings = run.decision.roll_plan(), run.cluster.settings
    alone = plan.takes_the_site_down()
    if alone and not settings.allow_downtime:
        raise RefusedError(
            f"{alone} is the only app server that serves, and it has to restart: the site would "
            "be away. Bring another one up first, or say --data allow_downtime=true."
        )
    if short := plan.falls_short():
        raise RefusedError(
            f"{short} has to restart, and fewer than {plan.keep} app servers would serve then, as "
            "rolling_keep asks. Bring another one up first, or lower it."
        )
    show_differences(run)
    in_redis = [run.readings.survey(server).sessions_in_redis for server in run.cluster.redis]
    found = Found(
        {server.name: run.readings.survey(server).sessions_in_memory for server in run.cluster.app},
        in_redis[0] if in_redis else None,
        _shares(run),
        any(run.readings.survey(lb).maintenance for lb in run.cluster.lb),
    )
    asked = Asked(
        run.work,
        run.decision.profile,
        run.decision.release,
        run.decision.revision,
        settings.maintenance,
    )
    lost = ", ".join(loss.count for loss in losses(plan, asked.profile, found)) or "0"
    said = [
        *sentences(plan, asked, found),
        *announced_restart(run),
        *announced_departures(run),
        *announced_left_behind(run.cluster),
        *announced_command(run),
    ]
    for sentence in said:
        logger.info(f"    {sentence}", extra={SESSIONS_LOST: lost})
