"""After a roll that failed: load balancers are put right, and the servers that it moved go back."""

from collections.abc import Collection, Mapping, Sequence

import gevent
from pyinfra import logger
from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles import lb
from roles.plan.balancing import Balancing
from roles.plan.failure import RollFailure
from roles.plan.roll import RollPlan
from roles.plan.turn_report import Outcome
from roles.roll.carriers import still_answering
from roles.roll.turn import run_turn
from roles.rotation import Rotation, maintenance_during
from roles.run.changing import lost_lock
from roles.run.run import Run


def servers_to_restore(plan: RollPlan, moved: Sequence[str], revision: str) -> list[str]:
    """Name the servers that go back when a roll stops that `moved` those, the newest first.

    They are those that this run has moved to that revision, and those that the interrupted run
    did that it goes on with. What a server ran before, for however long, it keeps.
    """
    waiting = set(plan.order).difference(moved)
    found = {server.name: server for server in plan.servers}
    # One whose own address or Java changed runs the revision that it ran before.
    changed = [
        name for name in moved if found[name].healthy is False and found[name].revision != revision
    ]
    continued = [
        name
        for name, server in found.items()
        if server.healthy and server.moved and server.previous and name not in waiting
    ]
    return [*changed[::-1], *continued[::-1]]


class WayBack:
    """Brings load balancers and servers as far as they go; what did not is kept to be said."""

    def __init__(self, run: Run, failure: RollFailure) -> None:
        """Begin where the roll stopped."""
        self.run, self.plan = run, run.decision.roll_plan()
        self.able = set(failure.able)
        self.ports = dict(self.plan.ports(failure.moved))
        self.restored: list[str] = []
        self.leaving: list[str] = []
        self.behind: list[str] = []

    def balance(self, within: Collection[str], balancing: Balancing, drains: bool = False) -> bool:
        """Bring each load balancer to a rotation that can be; tell whether all came."""
        maintenance = maintenance_during(self.run)
        rotation = Rotation(balancing, frozenset(within), dict(self.ports), maintenance, drains)
        jobs = {
            member.name: gevent.spawn(_load, self.run, member.name, rotation)
            for member in self.run.cluster.lb
        }
        gevent.joinall(list(jobs.values()))
        self.behind = [name for name, job in jobs.items() if not job.get()]
        return not self.behind

    def restore(self, servers: Collection[str], before: Mapping[str, int | None]) -> None:
        """Give servers a turn back, while another one serves."""
        self.leaving = list(servers)
        for name in servers:
            others = still_answering(self.run, self.able - {name})
            if not others or self.run.progress.lease.lost_on:
                return
            if not self.balance(others, self.plan.during, drains=True):
                return
            report = run_turn(self.run, self.run.cluster.member(name), "restore")
            if report.refused:
                return
            if report.outcome == Outcome.HEALTHY:
                self.restored.append(name)
                self.able.add(name)
                if port := before[name]:
                    self.ports[name] = port
            elif not report.serves:
                self.able.discard(name)

    def settle(self) -> None:
        """Send requests to all that can serve."""
        in_redis = all(server.sessions == "clustered" for server in self.plan.servers)
        went_back = self.restored == self.leaving and bool(self.leaving)
        if self.able and not self.run.progress.lease.lost_on:
            self.balance(self.able, "round_robin" if went_back and in_redis else self.plan.during)


def _load(run: Run, name: str, rotation: Rotation) -> bool:
    member = run.cluster.member(name)
    if lb.is_loaded(run, member, lb.fingerprint(run, member, rotation)):
        return True
    host = run.host(member)
    return lb.load(host.state, host, run, member, rotation)


def _outcome(way: WayBack, run: Run, failure: RollFailure) -> str:
    stayed = [name for name in way.leaving if name not in way.restored]
    said = f" {' and '.join(way.restored)} went back too." if way.restored else ""
    said += f" {' and '.join(stayed)} did not go back: see status.py." if stayed else ""
    if run.work == "rollback" and failure.moved:
        left = ", ".join(failure.moved)
        said += f" Back on {run.decision.revision} already, and left so: {left}."
    if run.progress.lease.lost_on:
        said += f" {lost_lock(run.progress.lease.lost_on)}"
    elif way.behind:
        said += (
            f" {' and '.join(way.behind)} could not be brought to that, and may send requests "
            "elsewhere."
        )
    return said


def stop_the_roll(state: State, host: Host, run: Run) -> bool:
    """Put load balancers and servers right, say what failed and what to do; fail the run."""
    failure = run.progress.failure
    assert failure is not None
    way = WayBack(run, failure)
    goes_back = failure.release_failed and run.work == "deploy"
    if goes_back and run.cluster.settings.rollback_on_failure == "fleet":
        before = {server.name: server.port for server in way.plan.servers}
        way.restore(servers_to_restore(way.plan, failure.moved, run.decision.revision), before)
    way.settle()
    advice = failure.advice(run.places.unit, run.work)
    host.log_styled(
        "\n".join(
            [
                failure.what,
                *(f"    {line}" for line in failure.lines),
                f"{failure.then}{_outcome(way, run, failure)} {advice}",
            ]
        ),
        fg="red",
        log_func=logger.error,
    )
    return False
