"""Those that carry the site while another server takes its turn: asked before each one."""

from collections.abc import Collection
from functools import cache

import gevent
from pyinfra import logger
from pyinfra.api.state import StateStage

from roles.plan.failure import server_died, too_few_left
from roles.remote import run_script
from roles.run.run import Run

# How long a server may take to answer, in seconds: one that is busy is not dead.
PATIENCE = 10


def still_answering(run: Run, servers: Collection[str]) -> frozenset[str]:
    """Ask servers at once; give those that run and answer where they listen."""
    asked = {name: gevent.spawn(_answers, run, name) for name in servers}
    gevent.joinall(list(asked.values()))
    return frozenset(name for name, job in asked.items() if job.get())


def _answers(run: Run, name: str) -> bool:
    member = run.cluster.member(name)
    variables = {
        "unit": run.places.unit,
        "environment_file": run.places.environment_file,
        "url_address": member.url_address,
        "readiness": run.cluster.settings.actuator.places["readiness"],
        "patience": str(PATIENCE),
    }
    host = run.host(member)
    result = run_script(host, "answers", variables, timeout=2 * PATIENCE)
    if not result.succeeded:
        host.log_styled("\n".join(result.lines), fg="yellow", log_func=logger.warning)
    return result.succeeded


def carriers(run: Run, turn: int) -> frozenset[str]:
    """Who carries the site in a turn.

    While the run executes they are asked, once for all load balancers. The run's failure is set
    where one that has had its turn is gone, or where the turn would leave too few.
    """
    plan = run.decision.roll_plan()
    if run.stage != StateStage.Execute:
        return plan.carriers(turn)
    found: frozenset[str] = _asking(run, turn).get()
    return found


@cache
def _asking(run: Run, turn: int) -> "gevent.Greenlet[..., frozenset[str]]":
    return gevent.spawn(_ask, run, turn)


def _ask(run: Run, turn: int) -> frozenset[str]:
    plan = run.decision.roll_plan()
    able = still_answering(run, plan.carriers(turn))
    died = [name for name in plan.had_turn(turn) if name not in able]
    may_leave_nobody = run.cluster.settings.allow_downtime and not able
    if died:
        run.progress.failure = server_died(plan, turn, died[0], able)
    elif plan.leaving(turn) and len(able) < plan.keep and not may_leave_nobody:
        run.progress.failure = too_few_left(plan, turn, able)
    return able
