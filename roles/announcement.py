"""The plan in words: what a run will do to the visitors, said before it begins."""

from collections.abc import Mapping, Sequence

from pyinfra import logger
from pyinfra.api.state import StateStage

from roles.errors import RefusedError
from roles.plan import RollPlan, ServerState
from roles.redis import announced_restart
from roles.run import Run
from roles.settings import Profile


def sentences(
    plan: RollPlan,
    profile: Profile,
    release: str,
    in_memory: Mapping[str, int | None],
    in_redis: int | None,
) -> list[str]:
    """Say what a roll does.

    `in_memory` has the number of sessions in each server's memory, `in_redis` the one in Redis;
    None where it is not known.
    """
    rolled = [server for server in plan.servers if server.name in plan.order]
    if not rolled:
        return ["No app server is restarted; no session is lost."]
    losses = _losses(rolled, profile, in_memory, in_redis)
    return [_what(rolled, plan.order, release), *(losses or ["0 sessions are lost."])]


def _what(rolled: Sequence[ServerState], order: Sequence[str], release: str) -> str:
    names = ", ".join(order)
    before = {server.release for server in rolled if server.release}
    if not before:
        return f"Starts {names} with release {release}."
    if before == {release}:
        return f"Restarts {names} with other settings, one after the other (release {release})."
    return f"Rolls {names} from {' and '.join(sorted(before))} to {release}, one after the other."


def _losses(
    rolled: Sequence[ServerState],
    profile: Profile,
    in_memory: Mapping[str, int | None],
    in_redis: int | None,
) -> list[str]:
    losses = []
    held = [server for server in rolled if server.release and server.sessions != "clustered"]
    if profile != "clustered" and any(server.sessions == "clustered" for server in rolled):
        losses.append(f"{_count(in_redis)} now in Redis will not be seen by the app.")
    if held:
        counts = ", ".join(f"{server.name}: {_count(in_memory[server.name])}" for server in held)
        losses.append(f"The sessions in the memory of a server end with its turn ({counts}).")
    return losses


def _count(sessions: int | None) -> str:
    if sessions is None:
        return "an unknown number of sessions"
    return "1 session" if sessions == 1 else f"{sessions} sessions"


def announce(run: Run) -> None:
    """Say once what the run will do; raises RefusedError where it would take the site down."""
    if run.announced or run.stage == StateStage.Execute:
        return
    run.announced = True
    plan, settings = run.roll_plan(), run.cluster.settings
    alone = plan.takes_the_site_down()
    if alone and not settings.allow_downtime:
        raise RefusedError(
            f"{alone} is the only app server that serves, and it has to restart: the site would "
            "be away. Bring another one up first, or say --data allow_downtime=true."
        )
    in_memory = {server.name: run.survey(server).sessions_in_memory for server in run.cluster.app}
    in_redis = [run.survey(server).sessions_in_redis for server in run.cluster.redis]
    for sentence in sentences(
        plan,
        settings.session_profile,
        run.release,
        in_memory,
        in_redis[0] if in_redis else None,
    ):
        logger.info(f"    {sentence}")
    for sentence in announced_restart(run):
        logger.info(f"    {sentence}")
