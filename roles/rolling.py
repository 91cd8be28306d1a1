"""The roll: nginx and the app servers change in the one order that loses no session.

Every host calls each of these operations, which makes them barriers; on a host that has no part
in a step, or when nothing is pending, they do nothing and cost no round trip.
"""

from collections.abc import Generator

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation
from pyinfra.context import host

from roles import balancer
from roles.cluster import Member
from roles.plan import RollPlan
from roles.run import Run
from roles.turn import stop_the_roll, take_turn

Commands = Generator[PyinfraCommand, None, None]


def _balance(run: Run, member: Member, plan: RollPlan, down: frozenset[str]) -> Commands:
    wanted = balancer.fingerprint(run, plan.during, down)
    if member in run.cluster.lb and not balancer.is_loaded(run, member, wanted):
        yield FunctionCommand(balancer.load, (run, member, plan.during, down), {})


@operation()
def keep_sessions_reachable(run: Run, member: Member) -> Commands:
    """Balance in a way that loses no session while servers take their turns."""
    plan = run.roll_plan()
    if plan.order:
        yield from _balance(run, member, plan, plan.waiting(0))


@operation()
def take_out_of_rotation(run: Run, member: Member, turn: int) -> Commands:
    """Let no load balancer send new requests to the server whose turn it is."""
    plan = run.roll_plan()
    if turn < len(plan.order):
        yield from _balance(run, member, plan, plan.down_in_turn(turn))


@operation()
def switch(run: Run, member: Member, turn: int) -> Commands:
    """Drain, switch, restart and check the server whose turn it is."""
    plan = run.roll_plan()
    if turn < len(plan.order) and plan.order[turn] == member.name:
        host.log(f"takes turn {turn + 1} of {len(plan.order)}")
        yield FunctionCommand(take_turn, (run, member), {})


@operation()
def return_to_rotation(run: Run, member: Member, turn: int) -> Commands:
    """Send requests to the server again if it is healthy; stop the roll if its turn failed."""
    plan = run.roll_plan()
    if turn >= len(plan.order):
        return
    server = plan.order[turn]
    stays_out = run.failure is not None and not run.failure.serves
    down = plan.down_in_turn(turn) if stays_out else plan.waiting(turn + 1)
    yield from _balance(run, member, plan, down)
    if run.failure is not None and member.name == server:
        yield FunctionCommand(stop_the_roll, (run,), {})


@operation()
def settle_balancing(run: Run, member: Member) -> Commands:
    """Bring nginx to the profile's own way of balancing, with every server in rotation."""
    if member not in run.cluster.lb:
        return
    after = run.roll_plan().after
    if not balancer.is_loaded(run, member, balancer.fingerprint(run, after, frozenset())):
        yield FunctionCommand(balancer.load, (run, member, after, frozenset()), {})


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
    settle_balancing(name="Balance as the session profile asks", run=run, member=member)
