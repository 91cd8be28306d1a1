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
from roles.run import Run
from roles.turn import take_turn

Commands = Generator[PyinfraCommand, None, None]


def _balance(run: Run, member: Member, rotation: Rotation) -> Commands:
    if member in run.cluster.lb and not balancer.is_loaded(
        run, member, balancer.fingerprint(run, member, rotation)
    ):
        yield FunctionCommand(balancer.load, (run, member, rotation), {})


@operation()
def move_visitors(run: Run, member: Member, turn: int) -> Commands:
    """Let every load balancer send requests to the other servers, the one before it included.

    The first time it also balances in the way that loses no session while servers take turns.
    """
    plan = run.roll_plan()
    if turn < len(plan.order) and run.failure is None:
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
def settle(run: Run, member: Member) -> Commands:
    """Send requests to every healthy server; after the last turn in the profile's own way."""
    plan = run.roll_plan()
    if run.failure is None:
        rotation = Rotation(plan.after, maintenance=run.cluster.settings.maintenance)
    else:
        turn = plan.order.index(run.failure.server)
        down = plan.down_after_failure(turn, run.failure.serves)
        maintenance = balancer.maintenance_during(run)
        rotation = Rotation(plan.during, down, plan.ports(turn), maintenance)
    yield from _balance(run, member, rotation)


@operation()
def stop_if_a_turn_failed(run: Run, member: Member) -> Commands:
    """End the run after a failed turn; the servers moved before it go back first."""
    if run.failure is not None and run.failure.server == member.name:
        yield FunctionCommand(stop_the_roll, (run,), {})


def apply(run: Run, member: Member) -> None:
    """Roll what is pending, one server at a time; every host calls this."""
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
    stop_if_a_turn_failed(name="Stop if a server failed its turn", run=run, member=member)
    announce(run)
