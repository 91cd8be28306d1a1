"""What the kernel of an app server is asked for: to give up what nobody answers any more."""

from collections.abc import Generator
from shlex import quote

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation

from roles.configuration.cluster import Member
from roles.places import SYSCTL_OF_APPS
from roles.run.changing import run_step
from roles.run.run import Run

# How often the kernel sends again what nobody acknowledges: 13 s, where Linux by itself takes a
# quarter of an hour. Lettuce goes on with such a connection until then, and none of Spring Boot's
# properties reaches its own limit (TCP_USER_TIMEOUT).
SENDS_AGAIN = 5
SYSCTL_NAME = "net.ipv4.tcp_retries2"


@operation()
def give_up_lost_connections(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Have the kernel end connections to a Redis host that has vanished."""
    if run.cluster.settings.session_profile != "clustered":
        return
    if run.readings.survey(member).sends_again != SENDS_AGAIN:
        line = f"{SYSCTL_NAME} = {SENDS_AGAIN}"
        switch = f"/proc/sys/{SYSCTL_NAME.replace('.', '/')}"
        # In a container /proc/sys belongs to the machine below.
        load = f"[ ! -w {switch} ] || sysctl -q -p {SYSCTL_OF_APPS}"
        command = f"echo {quote(line)} >{SYSCTL_OF_APPS} && {{ {load}; }}"
        yield FunctionCommand(run_step, (run, "command", {"command": command}), {})


def apply(run: Run, member: Member) -> None:
    """Set up the kernel of an app server."""
    give_up_lost_connections(
        name="Give up connections to a Redis host that has vanished", run=run, member=member
    )
