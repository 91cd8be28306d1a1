"""What is said when hosts can't be reached, when a run stops, and when it is interrupted."""

import logging
import signal
import sys
from collections.abc import Callable, Iterable
from types import FrameType

from gevent import get_hub, getcurrent
from pyinfra import logger
from pyinfra.api.host import Host
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import BaseStateCallback, State, StateStage
from pyinfra.connectors.sshuserclient.client import SSHClient

from roles.connection.sudo import SudoPasswords, ask_nobody, sudo_password
from roles.connection.unreached import ADVICE, ConnectionErrors
from roles.connection.unusable import refuse_unusable_keys, refuse_unusable_routes
from roles.errors import RefusedError
from roles.run.leaving_behind import leave_behind

# Raises RefusedError for an inventory that can't be deployed.
Validate = Callable[[Inventory], object]
INTERRUPTED = 130


class NobodyReached(BaseStateCallback):
    """Says the cures once no host is left: pyinfra ends the run by itself then."""

    @staticmethod
    def host_connect_error(state: State, host: Host, error: Exception) -> None:
        """Say them after the last one."""
        hosts = [host for host in state.inventory if state.is_host_in_limit(host)]
        if hosts == _unreached(hosts):
            logger.error(_unreached_sentence(hosts))


def _unreached(hosts: Iterable[Host]) -> list[Host]:
    return [host for host in hosts if ADVICE in host.connector_data]


def _unreached_sentence(hosts: Iterable[Host]) -> str:
    # Hosts behind one jump host have one advice.
    advice = dict.fromkeys(host.connector_data[ADVICE] for host in hosts)
    return " ".join(["Nothing was changed.", *advice])


def _sudo_passwords(state: State) -> dict[str, str | None]:
    hosts = filter(state.is_host_in_limit, state.inventory)
    return {host.name: sudo_password(host.name, host.data.dict()) for host in hosts}


def _watch_connections(
    state: State, validate: Validate | None, *watchers: BaseStateCallback
) -> None:
    set_stage = state.set_stage

    def set_stage_and_watch(stage: StateStage) -> None:
        if stage == StateStage.Connect:
            # paramiko would log a traceback of what it raises.
            logging.getLogger("paramiko").addHandler(logging.NullHandler())
            if validate:
                leave_behind(state)
            passwords = SudoPasswords(_sudo_passwords(state))
            for watcher in (ConnectionErrors(), passwords, *watchers):
                state.add_callback_handler(watcher)
            # pyinfra reads it where a jump host shows another key, and sets it only later.
            SSHClient._ssh_config = {}
            refuse_unusable_keys(state)
            refuse_unusable_routes(state)
            if validate:
                ask_nobody()
                validate(state.inventory)
        set_stage(stage)

    # pyinfra has no hook between the reading of the inventory and the connections, and shows a
    # traceback for each host whose key can't be read.
    state.set_stage = set_stage_and_watch  # type: ignore[method-assign]


def refuse_to_go_on(state: State) -> bool:
    """Stop a run in which hosts failed; raises RefusedError."""
    failed = sorted(state.failed_hosts, key=lambda host: str(host.name))
    if unreached := _unreached(failed):
        names = ",".join(host.name for host in unreached)
        raise RefusedError(
            f"{_unreached_sentence(unreached)} A deploy can leave who is down behind: --data "
            f"without={names}."
        )
    names = ", ".join(host.name for host in failed)
    raise RefusedError(f"The run stopped at {names}, for the reason above.")


def stop_at_failures(state: State, validate: Validate | None = None) -> None:
    """Have a host that fails stop the run, with or without -y; raises RefusedError for one that
    failed already. `validate` sees the inventory before any host is connected.
    """
    state.should_raise_failed_hosts = refuse_to_go_on
    if not state.initialised:
        _watch_connections(state, validate, NobodyReached())
    elif state.failed_hosts:
        refuse_to_go_on(state)


def keep_unreached_hosts(state: State, validate: Validate) -> None:
    """Have hosts that can't be connected stay in the run, which has something to say of each.

    `validate` sees the inventory before any host is connected.
    """

    def keep(hosts: set[Host], activated_count: int | None = None) -> None:
        for host in hosts:
            state.activate_host(host)

    # pyinfra would ask whether to go on, and with no host left not even load the script.
    state.fail_hosts = keep  # type: ignore[method-assign]
    _watch_connections(state, validate)


def report_interruption(state: State) -> None:
    """Have an interrupted run end at once and exit non-zero; pyinfra's own handler exits with 0."""

    def interrupted(number: int, frame: FrameType | None) -> None:
        print(
            "\nInterrupted. The hosts are as the last finished step left them: run the same deploy "
            "again, it goes on from there.",
            file=sys.stderr,
        )
        if state.initialised:
            # pyinfra disconnects in this pool, where every host may be waiting for something.
            state.pool.kill(block=False)
        hub = get_hub()
        if hub.parent is None or getcurrent() in (hub, hub.parent):
            sys.exit(INTERRUPTED)
        # What a host's own greenlet raises is lost where it waits for something on its way out.
        hub.loop.run_callback(hub.parent.throw, SystemExit(INTERRUPTED))

    signal.signal(signal.SIGINT, interrupted)
