"""A visitor's WebSocket for tests that wait: one thread speaks TLS on it, whoever sends or reads.

The library's own client for threads reads in one and sends from another, which no TLS connection
bears: of 1,500 handshakes some never came, and of those of one loop all did.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket
from ssl import SSLContext

from anyio.from_thread import BlockingPortal, start_blocking_portal
from websockets.asyncio.client import ClientConnection, connect


@dataclass(frozen=True)
class WebSocket:
    """An open one; any thread may use it."""

    _portal: BlockingPortal
    _connection: ClientConnection

    def send(self, text: str) -> None:
        """Send a text."""
        self._portal.call(self._connection.send, text)

    def recv(self, timeout: float | None = None) -> str:
        """Give the next text.

        Raises TimeoutError where none comes in so many seconds, ConnectionClosed at the end.
        """
        return self._portal.call(self._receive, timeout)

    async def _receive(self, timeout: float | None) -> str:
        async with asyncio.timeout(timeout):
            return str(await self._connection.recv())


@contextmanager
def web_socket(url: str, line: socket, context: SSLContext | None) -> Iterator[WebSocket]:
    """Open one at a URL over a connection that is there."""
    opening = connect(url, sock=line, ssl=context, ping_interval=None, proxy=None)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(opening) as connection,
    ):
        yield WebSocket(portal, connection)
