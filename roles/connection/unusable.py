"""Ways to a host that can't be gone, seen before any host is connected."""

from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.state import State
from pyinfra.connectors.ssh_util import get_private_key

from roles.connection.advice import unknown_jump_advice
from roles.connection.ssh_route import read_route
from roles.errors import RefusedError


def refuse_unusable_routes(state: State) -> None:
    """Raise RefusedError for a host behind a jump host whose key nobody knows."""
    for host in filter(state.is_host_in_limit, state.inventory):
        if advice := unknown_jump_advice(read_route(host.name, host.data.dict())):
            raise RefusedError(f"Nothing was changed. {advice}")


def refuse_unusable_keys(state: State) -> None:
    """Raise RefusedError for a host whose key can't be read."""
    for host in state.inventory:
        key = host.data.get("ssh_key")
        try:
            if key and state.is_host_in_limit(host):
                get_private_key(state, key, host.data.get("ssh_key_password"))
        except (PyinfraError, OSError, ValueError, EOFError) as error:
            raise RefusedError(
                f"Nothing was changed. The ssh_key of {host.name} can't be used ({error}): give "
                "it the path of a private key on this machine."
            ) from None
