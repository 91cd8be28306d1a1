"""Why a roll stopped, in words, and who can serve then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roles.plan.roll import RollPlan
from roles.plan.turn_report import Outcome, TurnReport, failed_gate


@dataclass(frozen=True)
class RollFailure:
    """A roll that stopped: at which host, why, who had moved, and who can serve then.

    `release_failed` tells whether what the servers were brought to may be at fault, else nginx is.
    """

    host: str
    moved: tuple[str, ...]
    what: str
    lines: tuple[str, ...]
    able: frozenset[str]
    then: str
    release_failed: bool = False

    def advice(self, unit: str, work: str) -> str:
        """What to do; `unit` is the app's, `work` what the run was for."""
        log = unit if self.release_failed else "nginx"
        return (
            f"See the whole log with `journalctl -u {log}` on {self.host}, mend the cause and run "
            f"the same {work} again."
        )

    @property
    def reason(self) -> str:
        """The shortest that can be said of it: the gate and how it failed."""
        return failed_gate(self.lines) or " / ".join(self.lines[-1:]) or self.what


def turn_failed(
    plan: RollPlan, turn: int, reports: Mapping[str, TurnReport], carriers: frozenset[str]
) -> RollFailure:
    """Servers of a turn failed a gate; `carriers` have carried the site meanwhile.

    `reports` has what each said that has ended its turn.
    """
    batch = [name for name in plan.turns[turn] if name in reports]
    failed = [name for name in batch if reports[name].outcome != Outcome.HEALTHY]
    alone = len(failed) == 1
    lines = [
        line for name in failed for line in (*([] if alone else [f"{name}:"]), *reports[name].lines)
    ]
    now = [
        f"{'It' if alone else name} is back on what it ran before and in rotation"
        if reports[name].serves
        else f"{'It' if alone else name} stays out of rotation"
        for name in failed
    ]
    return RollFailure(
        failed[0],
        (*plan.had_turn(turn), *(name for name in batch if name not in failed)),
        f"The turn{'s' * (not alone)} of {_names(failed)} failed.",
        tuple(lines),
        carriers.union(name for name in batch if reports[name].serves),
        f"{', '.join(now)}; the servers after {'it' if alone else 'them'} are untouched.",
        release_failed=True,
    )


def server_died(plan: RollPlan, turn: int, died: str, able: frozenset[str]) -> RollFailure:
    """A server has passed its gates in this run and does not answer any more."""
    return RollFailure(
        died,
        plan.had_turn(turn),
        f"{died} passed its gates and does not answer any more.",
        (f"it was asked before the turn of {_names(plan.turns[turn])}",),
        able | plan.leaving(turn),
        f"It is taken out of rotation; {_untouched(plan, turn)}",
        release_failed=True,
    )


def too_few_left(plan: RollPlan, turn: int, able: frozenset[str]) -> RollFailure:
    """Too few answer that could carry the site while the turn's servers are out."""
    servers, gone = plan.turns[turn], sorted(plan.carriers(turn) - able)
    left = f"only {_names(sorted(able))} would serve" if able else "nobody else would serve"
    is_taken, serves = ("is", "It serves") if len(servers) == 1 else ("are", "They serve")
    cure = "lower rolling_keep" if able else "say --data allow_downtime=true"
    if gone:
        do = "does" if len(gone) == 1 else "do"
        why = f"{_names(gone)} answered when the run began, and {do} not any more"
    else:
        why = f"rolling_keep is {plan.keep}" if able else "it is the only app server that serves"
    return RollFailure(
        servers[0],
        plan.had_turn(turn),
        f"{_names(servers)} {is_taken} not taken out: {left}.",
        (why,),
        able | plan.leaving(turn),
        f"{serves} on as before. Bring another one up, or {cure}.",
        release_failed=True,
    )


def lb_failed(plan: RollPlan, turn: int, lb: str, carriers: frozenset[str]) -> RollFailure:
    """A load balancer can't be told to send its requests to those that carry the site."""
    return RollFailure(
        lb,
        plan.had_turn(turn),
        f"{lb} could not be brought along before the turn of {_names(plan.turns[turn])}.",
        (),
        carriers | plan.leaving(turn),
        f"No server was taken out; {_untouched(plan, turn)}",
    )


def _untouched(plan: RollPlan, turn: int) -> str:
    return f"{_names(plan.turns[turn])} and the servers after it are untouched."


def _names(servers: Sequence[str]) -> str:
    return " and ".join(servers)
