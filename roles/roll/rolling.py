"""The roll: nginx and the app servers change in the one order that loses no session.

Every host calls each of these operations, which makes them barriers; on a host that has no part
in a step, or when nothing is pending, they do nothing and cost no round trip.
"""

from collections.abc import Generator

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.state import State
from pyinfra.context import host

from roles import lb
from roles.configuration.cluster import Member
from roles.plan.failure import lb_failed
from roles.roll.announcement import announce
from roles.roll.carriers import carriers
from roles.roll.fleet import stop_the_roll
from roles.roll.turn import take_turn
from roles.rotation import Rotation, maintenance_during, settled_rotation
from roles.run.run import Run

Commands = Generator[PyinfraCommand, None, None]


def _is_due(run: Run, member: Member, rotation: Rotation) -> bool:
    return (
        member in run.cluster.lb
        and bool(rotation.within)
        and not lb.is_loaded(run, member, lb.fingerprint(run, member, rotation))
    )


def _load_or_stop(
    state: State, host: Host, run: Run, member: Member, rotation: Rotation, turn: int
) -> bool:
    loaded = lb.load(state, host, run, member, rotation)
    if run.progress.lease.lost_on:
        return loaded
    if not loaded and run.progress.failure is None:
        plan = run.decision.roll_plan()
        run.progress.failure = lb_failed(plan, turn, member.name, carriers(run, turn))
    return True


@operation()
def move_visitors(run: Run, member: Member, turn: int) -> Commands:
    """Let every load balancer send requests to the other servers, the one before it included.

    They are asked first whether they can. The first time it also balances in the way that loses no
    session while servers take turns. Where nobody serves at all nothing is loaded.
    """
    plan = run.decision.roll_plan()
    if member not in run.cluster.lb or turn >= len(plan.turns) or run.progress.failure is not None:
        return
    within = plan.in_rotation(turn, carriers(run, turn))
    maintenance, ports = maintenance_during(run), plan.ports(plan.had_turn(turn))
    rotation = Rotation(plan.during, within, ports, maintenance, drains=True)
    if run.progress.failure is None and _is_due(run, member, rotation):
        yield FunctionCommand(_load_or_stop, (run, member, rotation, turn), {})


@operation()
def switch(run: Run, member: Member, turn: int) -> Commands:
    """Drain, switch, restart and check the servers whose turn it is."""
    plan = run.decision.roll_plan()
    if turn >= len(plan.turns) or run.progress.failure is not None:
        return
    if member.name in plan.turns[turn]:
        host.log(f"takes turn {turn + 1} of {len(plan.turns)}")
        yield FunctionCommand(take_turn, (run, member), {})


@operation()
def settle(run: Run, member: Member) -> Commands:
    """After the last turn send requests to every server, in the profile's own way."""
    rotation = settled_rotation(run)
    if run.progress.failure is None and _is_due(run, member, rotation):
        yield FunctionCommand(lb.load, (run, member, rotation), {})


@operation()
def stop_if_the_roll_failed(run: Run, member: Member) -> Commands:
    """End the run after a failure; first every load balancer and every server is put right."""
    if run.progress.failure is not None and run.progress.failure.host == member.name:
        yield FunctionCommand(stop_the_roll, (run,), {})


def apply(run: Run, member: Member) -> None:
    """Roll what is pending, in turns; every host calls this."""
    servers = len(run.cluster.app)
    for turn in host.loop(range(servers)):
        title = f"Turn {turn + 1} of at most {servers}"
        move_visitors(
            name=f"{title}: move its visitors to the other servers",
            run=run,
            member=member,
            turn=turn,
        )
        switch(
            name=f"{title}: drain the server, switch it and wait until it is ready",
            run=run,
            member=member,
            turn=turn,
        )
    settle(
        name="Balance among all healthy servers as the session profile asks",
        run=run,
        member=member,
    )
    stop_if_the_roll_failed(name="Stop if the roll failed", run=run, member=member)
    announce(run)
