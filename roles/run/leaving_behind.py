"""Hosts that a run leaves as they are."""

from pyinfra.api.state import State


def leave_behind(state: State) -> None:
    """Have pyinfra neither connect the hosts that `without` names, nor run a step there."""
    names = {
        name for host in state.inventory for name in str(host.data.get("without") or "").split(",")
    }
    # Without --limit pyinfra has no list here, and a list is what it leaves hosts out by.
    if any(host.name in names for host in state.inventory):
        state.limit_hosts = [
            host
            for host in state.inventory
            if host.name not in names and state.is_host_in_limit(host)
        ]
