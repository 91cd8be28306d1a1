"""Why hosts could not be connected, kept until somebody tells of it."""

from pyinfra.api.host import Host
from pyinfra.api.state import BaseStateCallback, State

from roles.connection.advice import connection_advice
from roles.connection.ssh_route import read_route

# Where a host's connector data has what to do about it.
ADVICE = "session_cluster_connection_advice"
NO_SESSION = "No existing session"
SILENCE = "no answer within the time-out"


class ConnectionErrors(BaseStateCallback):
    """Keeps what to do about hosts that could not be connected: pyinfra logs why, and no more."""

    @staticmethod
    def host_connect_error(state: State, host: Host, error: Exception) -> None:
        """Keep one."""
        client = getattr(host.connector, "client", None)
        transport = client.get_transport() if client is not None else None
        # paramiko goes on to the login then, and calls it the same as a login that is refused.
        is_silent = transport is not None and not transport.initial_kex_done
        said = SILENCE if is_silent and NO_SESSION in str(error) else str(error)
        route = read_route(host.name, host.data.dict())
        is_open = transport is not None
        host.connector_data[ADVICE] = connection_advice(host.name, route, said, is_open)
