"""The roll: nginx and the app servers change in the one order that loses no session.

Every host calls each of these operations, which makes them barriers; on a host that has no part
in a step, or when nothing is pending, they do nothing and cost no round trip.
"""

from collections.abc import Generator

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation
from pyinfra.context import host

from roles import balancer
from roles.announcement import announce
from roles.balancer import Rotation
from roles.cluster import Member
from roles.fleet import stop_the_roll
from roles.locking import refuse_without_lock
from roles.run import Run
from roles.turn import take_turn

Commands = Generator[PyinfraCommand, None, None]


def _balance(run: Run, member: Member, rotation: Rotation) -> Commands:
    if member in run.cluster.lb and not balancer.is_loaded(
        run, member, balancer.fingerprint(run, rotation)
    ):
        yield FunctionCommand(balancer.load, (run, member, rotation), {})


@operation()
def keep_sessions_reachable(run: Run, member: Member) -> Commands:
    """Balance in a way that loses no session while servers take their turns."""
    plan = run.roll_plan()
    if plan.order:
        maintenance = balancer.maintenance_during(run)
        rotation = Rotation(plan.during, plan.waiting(0), plan.ports(0), maintenance)
        yield from _balance(run, member, rotation)


@operation()
def take_out_of_rotation(run: Run, member: Member, turn: int) -> Commands:
    """Let no load balancer send new requests to the server whose turn it is."""
    plan = run.roll_plan()
    if turn < len(plan.order) and run.failure is None:
        yield from refuse_without_lock(run, member)
        down, maintenance = plan.down_in_turn(turn), balancer.maintenance_during(run)
        rotation = Rotation(plan.during, down, plan.ports(turn), maintenance, drains=True)
        yield from _balance(run, member, rotation)


@operation()
def switch(run: Run, member: Member, turn: int) -> Commands:
    """Drain, switch, restart and check the server whose turn it is."""
    plan = run.roll_plan()
    if turn < len(plan.order) and run.failure is None and plan.order[turn] == member.name:
        host.log(f"takes turn {turn + 1} of {len(plan.order)}")
        yield FunctionCommand(take_turn, (run, member), {})


@operation()
def return_to_rotation(run: Run, member: Member, turn: int) -> Commands:
    """Send requests to the server again, if it is healthy."""
    plan = run.roll_plan()
    if turn >= len(plan.order):
        return
    if run.failure is None:
        down, ports = plan.waiting(turn + 1), plan.ports(turn + 1)
    elif run.failure.server == plan.order[turn]:
        down = plan.waiting(turn + 1) if run.failure.serves else plan.down_in_turn(turn)
        ports = plan.ports(turn)
    else:
        return
    maintenance = balancer.maintenance_during(run)
    yield from _balance(run, member, Rotation(plan.during, down, ports, maintenance))


@operation()
def stop_if_a_turn_failed(run: Run, member: Member) -> Commands:
    """End the run after a failed turn; the servers moved before it go back first."""
    if run.failure is not None and run.failure.server == member.name:
        yield FunctionCommand(stop_the_roll, (run,), {})


@operation()
def settle_balancing(run: Run, member: Member) -> Commands:
    """Bring nginx to the profile's own way of balancing, with every server in rotation."""
    rotation = Rotation(run.roll_plan().after, maintenance=run.cluster.settings.maintenance)
    yield from _balance(run, member, rotation)


def apply(run: Run, member: Member) -> None:
    """Roll what is pending, one server at a time; every host calls this."""
    keep_sessions_reachable(
        name="Keep every session reachable while servers change", run=run, member=member
    )
    servers = len(run.cluster.app)
    for turn in host.loop(range(servers)):
        title = f"Turn {turn + 1} of at most {servers}"
        take_out_of_rotation(
            name=f"{title}: take the server out of rotation", run=run, member=member, turn=turn
        )
        switch(
            name=f"{title}: drain the server, switch it and wait until it is ready",
            run=run,
            member=member,
            turn=turn,
        )
        return_to_rotation(
            name=f"{title}: return the server to rotation", run=run, member=member, turn=turn
        )
    stop_if_a_turn_failed(name="Stop if a server failed its turn", run=run, member=member)
    settle_balancing(name="Balance as the session profile asks", run=run, member=member)
    announce(run)
