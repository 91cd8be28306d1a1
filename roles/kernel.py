"""What the kernel of an app server is asked for: to give up what nobody answers any more."""

from collections.abc import Generator
from shlex import quote

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation

from roles.configuration.cluster import Member
from roles.files.kernel import SENDS_AGAIN, SYSCTL_NAME, render_sysctl
from roles.run.changing import run_step
from roles.run.run import Run
from roles.shared_places import SYSCTL_OF_APPS


@operation()
def give_up_lost_connections(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Have the kernel end connections to a Redis host that has vanished."""
    if not run.cluster.settings.uses_redis:
        return
    if run.readings.survey(member).sends_again != SENDS_AGAIN:
        switch = f"/proc/sys/{SYSCTL_NAME.replace('.', '/')}"
        # In a container /proc/sys belongs to the machine below.
        load = f"[ ! -w {switch} ] || sysctl -q -p {SYSCTL_OF_APPS}"
        command = f"echo {quote(render_sysctl())} >{SYSCTL_OF_APPS} && {{ {load}; }}"
        yield FunctionCommand(run_step, (run, "command", {"command": command}), {})


def apply(run: Run, member: Member) -> None:
    """Set up the kernel of an app server."""
    give_up_lost_connections(
        name="Give up connections to a Redis host that has vanished", run=run, member=member
    )
