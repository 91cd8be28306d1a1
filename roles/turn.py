"""One app server's turn, and what is said when it fails."""

from pyinfra import logger
from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.cluster import Member
from roles.remote import run_script
from roles.run import Run, TurnFailure

# What a turn needs beside the limits of its settings, in seconds: stopping the old process, twice.
TURN_ALLOWANCE = 90


def take_turn(state: State, host: Host, run: Run, member: Member) -> bool:
    """Run turn.sh; a failure is kept in the run, so that nginx is put right before it stops."""
    settings = run.cluster.settings
    places = run.places
    result = run_script(
        host,
        "turn",
        {
            **run.app_files(member),
            "unit": places.unit,
            "environment_file": places.environment_file,
            "properties_file": places.properties_file,
            "unit_file": places.unit_file,
            "current": places.current,
            "releases": places.releases,
            "healthy": places.healthy,
            "release": run.artifact.release,
            "fingerprint": run.app_fingerprint(member),
            "address": member.address,
            "port": str(settings.app_port),
            "readiness_url": (
                f"http://{member.url_address}:{settings.app_port}{settings.readiness_path}"
            ),
            "drain_timeout": str(settings.drain_timeout),
            "readiness_timeout": str(settings.readiness_timeout),
        },
        timeout=settings.drain_timeout + 2 * settings.readiness_timeout + TURN_ALLOWANCE,
    )
    if result.succeeded:
        for line in result.lines:
            host.log(line)
    else:
        serves = "outcome: restored" in result.lines
        run.failure = TurnFailure(member.name, serves, tuple(result.lines))
    return True


def stop_the_roll(state: State, host: Host, run: Run) -> bool:
    """Say what failed, what serves now and what to do; fail, which ends the run."""
    failure = run.failure
    assert failure is not None
    if failure.serves:
        now = "It is back on what it ran before and in rotation"
    else:
        now = "It stays out of rotation"
    host.log_styled(
        "\n".join(
            [
                f"The turn of {failure.server} failed.",
                *(f"    {line}" for line in failure.lines),
                f"{now}; the servers after it are untouched. See the whole log with "
                f"`journalctl -u {run.places.unit}` on {failure.server}, mend the cause and run "
                "the same deploy again.",
            ]
        ),
        fg="red",
        log_func=logger.error,
    )
    return False
