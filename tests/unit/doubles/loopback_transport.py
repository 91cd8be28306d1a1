"""An SSH connection whose channels are connections on loopback."""

import socket

from paramiko import ChannelException


class LoopbackChannel:
    """A socket that is asked as a channel is."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self.closed = False
        self.settimeout, self.recv = self._socket.settimeout, self._socket.recv
        self.sendall = self._socket.sendall

    def recv_ready(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True
        self._socket.close()


class LoopbackTransport:
    """Opens what is asked for at its port here; `prohibited` is sshd that forbids it."""

    def __init__(self) -> None:
        """Allow it."""
        self.prohibited = False
        self.destinations: list[tuple[str, int]] = []
        self.channels: list[LoopbackChannel] = []

    def open_channel(
        self,
        kind: str,
        destination: tuple[str, int],
        source: tuple[str, int],
        timeout: float | None = None,
    ) -> LoopbackChannel:
        assert kind == "direct-tcpip"
        self.destinations.append(destination)
        if self.prohibited:
            raise ChannelException(1, "Administratively prohibited")
        try:
            self.channels.append(LoopbackChannel(destination[1]))
        except ConnectionRefusedError:
            raise ChannelException(2, "Connect failed") from None
        return self.channels[-1]
