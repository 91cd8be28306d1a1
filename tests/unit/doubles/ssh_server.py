"""SSH servers at this machine's loopback: they let nobody in, nobody through, or say one thing."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from paramiko import Channel, PKey, ServerInterface, SSHException, Transport
from paramiko.common import AUTH_SUCCESSFUL, OPEN_SUCCEEDED

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


class Shell(DeadEnd):
    """Says the same to every command, once it has read what the command is given."""

    def __init__(self, output: str, exit_code: int = 0) -> None:
        self.output = output
        self.exit_code = exit_code

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: Channel, command: bytes) -> bool:
        threading.Thread(target=self._answer, args=(channel,)).start()
        return True

    def answer(self, given: bytes) -> str:
        """What it says to a command that is given that."""
        return self.output

    def _answer(self, channel: Channel) -> None:
        # A client that was refused elsewhere may have left meanwhile.
        with suppress(OSError):
            channel.sendall(self.answer(channel.makefile("rb").read()).encode())
            channel.send_exit_status(self.exit_code)
            channel.close()


class Frozen(DeadEnd):
    """Lets everybody in, and says nothing more until it thaws."""

    def __init__(self) -> None:
        self.thawed = threading.Event()

    def check_channel_request(self, kind: str, chanid: int) -> int:
        self.thawed.wait(LIMIT)
        return OPEN_SUCCEEDED


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
def ssh_server(key: PKey, door: Callable[[], ServerInterface] = ClosedDoor) -> Iterator[int]:
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
