"""After a failed turn: the servers that were moved already go back too, so that all are alike."""

from pyinfra import logger
from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles import balancer
from roles.balancer import Rotation
from roles.changing import lost_lock
from roles.plan import RollPlan
from roles.run import Run, TurnFailure
from roles.turn import run_turn


def servers_to_restore(plan: RollPlan, failed: str, release: str) -> list[str]:
    """Name the servers that go back with the one whose turn failed, the newest moved first.

    They are those that this run moved, and those that an interrupted run of the same release did;
    of these only who goes back to the release of the others.
    """
    turn = plan.order.index(failed)
    servers = {server.name: server for server in plan.servers}
    moved = [name for name in plan.order[:turn] if servers[name].healthy is False]
    left = servers[failed].release
    if left not in (None, release):
        untouched = plan.order[turn:]
        ran_it = [
            name for name, server in servers.items() if server.healthy and server.previous == left
        ]
        moved = [name for name in ran_it if name not in untouched] + moved
    return moved[::-1]


def _restore(run: Run, failure: TurnFailure) -> tuple[list[str], list[str]]:
    """Give each of them a turn back; returns who shall go back, and who did."""
    plan = run.roll_plan()
    turn = plan.order.index(failure.server)
    out = plan.down_after_failure(turn, failure.serves)
    able = plan.able(turn) - {failure.server}
    able |= {failure.server} if failure.serves else set()
    ports = dict(plan.ports(turn))
    before = {server.name: server.port for server in plan.servers}
    maintenance = balancer.maintenance_during(run)
    leaving = servers_to_restore(plan, failure.server, run.release)
    restored: list[str] = []
    for name in leaving:
        # Nobody would be served while the last one that serves restarts.
        if not able - {name} or run.lease.lost_on:
            break
        taken_out = Rotation(plan.during, out | {name}, ports, maintenance, drains=True)
        if not _balance(run, taken_out):
            break
        result = run_turn(run, run.cluster.member(name), restore=True)
        if result.refused:
            break
        if result.succeeded:
            restored.append(name)
            if port := before[name]:
                ports[name] = port
        elif "outcome: restored" not in result.lines:
            out |= {name}
            able -= {name}
        if not _balance(run, Rotation(plan.during, out, ports, maintenance)):
            break
    if restored == leaving and all(server.sessions == "clustered" for server in plan.servers):
        _balance(run, Rotation("round_robin", out, ports, maintenance))
    return leaving, restored


def _balance(run: Run, rotation: Rotation) -> bool:
    """Bring every load balancer to a rotation; tell whether all came."""
    hosts = {member: run.host(member) for member in run.cluster.lb}
    return all(
        balancer.is_loaded(run, member, balancer.fingerprint(run, member, rotation))
        or balancer.load(host.state, host, run, member, rotation)
        for member, host in hosts.items()
    )


def stop_the_roll(state: State, host: Host, run: Run) -> bool:
    """Put the fleet right, say what failed and what to do; fail, which ends the run."""
    failure = run.failure
    assert failure is not None
    fleet = run.cluster.settings.rollback_on_failure == "fleet"
    leaving, restored = _restore(run, failure) if fleet else ([], [])
    stayed = [name for name in leaving if name not in restored]
    if failure.serves:
        now = "It is back on what it ran before and in rotation"
    else:
        now = "It stays out of rotation"
    back = f" {' and '.join(restored)} went back too." if restored else ""
    back += f" {' and '.join(stayed)} did not go back: see status.py." if stayed else ""
    back += f" {lost_lock(run.lease.lost_on)}" if run.lease.lost_on else ""
    host.log_styled(
        "\n".join(
            [
                f"The turn of {failure.server} failed.",
                *(f"    {line}" for line in failure.lines),
                f"{now}; the servers after it are untouched.{back} See the whole log with "
                f"`journalctl -u {run.places.unit}` on {failure.server}, mend the cause and run "
                "the same deploy again.",
            ]
        ),
        fg="red",
        log_func=logger.error,
    )
    return False
