"""HTTP to an app server through the SSH connection to its host: nothing else has to be open."""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from paramiko import Channel, ChannelException, SSHException, Transport

# Where a forwarded connection comes from is asked by the protocol, and means nothing here.
NOWHERE = ("127.0.0.1", 0)
# RFC 4254, 5.1: what sshd answers where its configuration forbids it.
PROHIBITED = 1
# None is spoken here, and to load a machine's certificates takes longer than a journey.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class ForwardedStream(httpcore.NetworkStream):
    """A channel of an SSH connection, as httpcore wants its connections."""

    def __init__(self, channel: Channel) -> None:
        """Take an open channel."""
        self._channel = channel

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Give what comes, up to so many bytes; nothing at the end."""
        self._channel.settimeout(timeout)
        try:
            return self._channel.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from None
        except (OSError, SSHException) as error:
            raise httpcore.ReadError(str(error)) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        self._channel.settimeout(timeout)
        try:
            self._channel.sendall(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from None
        except (OSError, SSHException) as error:
            raise httpcore.WriteError(str(error)) from None

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Speak none: the load balancers end it, and a server is asked as they ask it."""
        return self

    def close(self) -> None:
        """Close the channel; the SSH connection stays."""
        self._channel.close()

    def get_extra_info(self, info: str) -> Any:
        """Tell whether something is to be read: of an idle connection that is its end."""
        channel = self._channel
        return channel.closed or channel.recv_ready() if info == "is_readable" else None


class Forwarding(httpcore.NetworkBackend):
    """Opens each connection on the host at the other end, to one address, whatever is asked."""

    def __init__(self, transport: Transport, address: str, port: int) -> None:
        """Take the SSH connection, and where the app listens as its host sees it."""
        self._transport, self._destination = transport, (address, port)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a channel to the app."""
        try:
            channel = self._transport.open_channel(
                "direct-tcpip", self._destination, NOWHERE, timeout=timeout
            )
        except ChannelException as error:
            raise httpcore.ConnectError(_why(error)) from None
        except (OSError, SSHException) as error:
            raise httpcore.ConnectError(str(error)) from None
        return ForwardedStream(channel)


def forwarding_refusal(transport: Transport, address: str, port: int) -> str | None:
    """Say why sshd won't forward to an address; None where it will, whether or not one listens."""
    try:
        transport.open_channel("direct-tcpip", (address, port), NOWHERE).close()
    except ChannelException as error:
        return _why(error) if error.code == PROHIBITED else None
    return None


def _why(error: ChannelException) -> str:
    if error.code == PROHIBITED:
        return (
            "sshd forbids to forward connections to it: allow them to this user, "
            "with AllowTcpForwarding local and no PermitOpen against it"
        )
    return "nothing listens there"


class ForwardedTransport(httpx.HTTPTransport):
    """httpx over such connections."""

    def __init__(self, forwarding: Forwarding) -> None:
        """Take who opens them."""
        super().__init__(verify=NO_TLS)
        # httpx has no argument for it, and httpcore's pool is all that it passes requests to.
        self._pool = httpcore.ConnectionPool(network_backend=forwarding, ssl_context=NO_TLS)
