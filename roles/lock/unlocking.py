"""Freeing the deploy lock by hand."""

import json
from collections.abc import Generator

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.state import State

from roles.configuration.cluster import Cluster, Member
from roles.lock.holding import lock_script
from roles.places import Places
from roles.run.lock import new_lock, now, read_lock
from roles.run.lock_words import FREED, LockAction


def _free(state: State, host: Host, cluster: Cluster) -> bool:
    lock = new_lock("unlock")
    entry = json.dumps(
        {"time": now(), "who": lock.holder, "what": "unlock", "outcome": "succeeded"}
    )
    result = lock_script(host, Places(cluster.settings.app_name), lock, LockAction.FREE, entry)
    for line in result.lines:
        held = read_lock(line.removeprefix(FREED))
        host.log(f"freed from {held.sentence()}" if held else line)
    return result.succeeded


@operation()
def free_lock(cluster: Cluster, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Free a host's deploy lock, whoever holds it; the run that held it changes nothing more."""
    yield FunctionCommand(_free, (cluster,), {})


def apply(cluster: Cluster, member: Member) -> None:
    """Free the deploy lock of a host; every host calls this."""
    free_lock(name="Free the deploy lock, whoever holds it", cluster=cluster, member=member)
