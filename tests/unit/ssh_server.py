"""SSH servers at this machine's loopback that let nobody in, or nobody through."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from paramiko import PKey, ServerInterface, SSHException, Transport
from paramiko.common import AUTH_SUCCESSFUL

LOOPBACK = "127.0.0.1"
LIMIT = 20


class ClosedDoor(ServerInterface):
    """Takes keys only, and accepts none."""

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"


class DeadEnd(ClosedDoor):
    """Accepts every key, and forwards nothing."""

    def check_auth_publickey(self, username: str, key: PKey) -> int:
        return AUTH_SUCCESSFUL


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Give a port at which one connection is answered."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.settimeout(LIMIT)
        thread = threading.Thread(target=lambda: answer(listener.accept()[0]))
        thread.start()
        yield listener.getsockname()[1]
        thread.join(LIMIT)
        assert not thread.is_alive()


@contextmanager
def ssh_server(key: PKey, door: type[ServerInterface] = ClosedDoor) -> Iterator[int]:
    """Give the port of a server with that host key."""
    transports: list[Transport] = []

    def answer(connection: socket.socket) -> None:
        transport = Transport(connection)
        transports.append(transport)
        transport.add_server_key(key)
        try:
            transport.start_server(server=door())
        except (SSHException, EOFError):
            # The client did not take the host key.
            transport.close()

    with answering(answer) as port:
        yield port
    for transport in transports:
        transport.close()
        transport.join(LIMIT)


def closed_port() -> int:
    """Give a port at which nobody answers."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])
