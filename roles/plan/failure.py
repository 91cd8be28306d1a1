"""Why a roll stopped, in words, and who can serve then."""

from dataclasses import dataclass

from roles.plan.roll import RollPlan
from roles.plan.turn_report import TurnReport, failed_gate


@dataclass(frozen=True)
class RollFailure:
    """A roll that stopped: at which host, in which turn, why, and who can serve then.

    `release_failed` tells whether what the servers were brought to may be at fault, else nginx is.
    """

    host: str
    turn: int
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
    plan: RollPlan, turn: int, report: TurnReport, carriers: frozenset[str]
) -> RollFailure:
    """The turn's server failed a gate; `carriers` have carried the site meanwhile."""
    server = plan.order[turn]
    now = (
        "It is back on what it ran before and in rotation"
        if report.serves
        else "It stays out of rotation"
    )
    return RollFailure(
        server,
        turn,
        f"The turn of {server} failed.",
        report.lines,
        carriers | ({server} if report.serves else set()),
        f"{now}; the servers after it are untouched.",
        release_failed=True,
    )


def server_died(plan: RollPlan, turn: int, died: str, able: frozenset[str]) -> RollFailure:
    """A server has passed its gates in this run and does not answer any more."""
    return RollFailure(
        died,
        turn,
        f"{died} passed its gates and does not answer any more.",
        (f"it was asked before the turn of {plan.order[turn]}",),
        able | ({plan.order[turn]} & plan.able(turn)),
        f"It is taken out of rotation; {plan.order[turn]} and the servers after it are untouched.",
        release_failed=True,
    )


def nobody_left(plan: RollPlan, turn: int) -> RollFailure:
    """Nobody answers who could carry the site while the turn's server is out."""
    server = plan.order[turn]
    others = " and ".join(sorted(plan.carriers(turn)))
    return RollFailure(
        server,
        turn,
        f"{server} is not taken out: nobody else would serve.",
        (
            f"{others} answered when the run began, and does not any more"
            if others
            else "it is the only app server that serves",
        ),
        plan.able(turn) & {server},
        "It serves on as it is. Bring another one up, or say --data allow_downtime=true.",
        release_failed=True,
    )


def lb_failed(plan: RollPlan, turn: int, lb: str, carriers: frozenset[str]) -> RollFailure:
    """A load balancer can't be told to send its requests to those that carry the site."""
    return RollFailure(
        lb,
        turn,
        f"{lb} could not be brought along before the turn of {plan.order[turn]}.",
        (),
        carriers | ({plan.order[turn]} & plan.able(turn)),
        f"No server was taken out; {plan.order[turn]} and the servers after it are untouched.",
    )
