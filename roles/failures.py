"""What is said when a host can't be reached, when a run stops, and when it is interrupted."""

import logging
import signal
import sys
from types import FrameType
from typing import NoReturn

from pyinfra.api.exceptions import ConnectError
from pyinfra.api.host import Host
from pyinfra.api.state import State, StateStage

from roles.errors import RefusedError

INTERRUPTED = 130


def connection_advice(name: str, address: str, known_hosts: str, error: str) -> str:
    """Say what to do about a host that could not be connected; `error` is the connector's."""
    known = f"ssh-keygen -R {address} -f {known_hosts}"
    if "does not match" in error:
        return (
            f"{name} shows another SSH host key than {known_hosts} has. If you know that the host "
            f"was made anew, forget the old key ({known}) and add the new one after comparing it; "
            "if not, somebody may be in between."
        )
    if "No host key" in error:
        return (
            f"{name} is not in {known_hosts}: add it (ssh-keyscan {address} >> {known_hosts}) and "
            "compare its fingerprint with the host's own before you deploy."
        )
    if "Authentication" in error or "private key" in error:
        return f"{name} refuses the login: check ssh_user and ssh_key in the inventory."
    return (
        f"{name} does not answer at {address}: check that it runs, that ssh_hostname and ssh_port "
        "in the inventory are right, and that a firewall lets this machine in."
    )


def _connection_error(host: Host) -> str:
    """Why a host can't be connected: pyinfra logs it and keeps it nowhere, so it is asked again."""
    logging.disable()
    try:
        host.connect(show_errors=False, raise_exceptions=True)
    except ConnectError as error:
        return str(error)
    finally:
        logging.disable(logging.NOTSET)
    return "it answered at the second try"


def _advice(host: Host) -> str:
    return connection_advice(
        host.name,
        str(host.data.get("ssh_hostname") or host.name),
        str(host.data.get("ssh_known_hosts_file") or "~/.ssh/known_hosts"),
        _connection_error(host),
    )


def refuse_to_go_on(state: State) -> bool:
    """Stop a run in which hosts failed; raises RefusedError."""
    failed = sorted(state.failed_hosts, key=lambda host: str(host.name))
    if state.current_stage == StateStage.Connect:
        raise RefusedError("Nothing was changed. " + " ".join(map(_advice, failed)))
    names = ", ".join(host.name for host in failed)
    raise RefusedError(f"The run stopped at {names}, for the reason above.")


def stop_at_failures(state: State) -> None:
    """Have a host that fails stop the run, with or without -y; raises RefusedError for one that
    failed already.
    """
    state.should_raise_failed_hosts = refuse_to_go_on
    if state.initialised and state.failed_hosts:
        refuse_to_go_on(state)


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    print(
        "\nInterrupted. The hosts are as the last finished step left them: run the same deploy "
        "again, it goes on from there.",
        file=sys.stderr,
    )
    sys.exit(INTERRUPTED)


def report_interruption() -> None:
    """Have an interrupted run exit non-zero; pyinfra's own handler exits with 0."""
    signal.signal(signal.SIGINT, _interrupted)
