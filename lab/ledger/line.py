"""A visitor's line to one load balancer: connections to it whatever name is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from socket import SO_RCVBUF, SOL_SOCKET
from typing import Any

import httpcore
import httpx

from roles.configuration.cluster import Member
from roles.visiting.clients import site_url
from roles.visiting.site_transport import PROXY_PROTOCOL, trusting
from verify.target import Target

# What a slow line may hold of an answer, in bytes: the rest waits at the load balancer.
SLOW_BUFFER = 16_384


@dataclass(frozen=True)
class Line:
    """Where the site is asked for as `url`, and from which address of this machine.

    `certificate` is what is trusted over HTTPS, with its chain; `begins_with` is what a connection
    begins with.
    """

    url: str
    address: str
    port: int
    source: str | None = None
    certificate: bytes | None = None
    begins_with: bytes = b""

    def transport(self, fresh: bool, slow: bool) -> httpx.AsyncHTTPTransport:
        """Give httpx' way over one connection at a time: kept, or `fresh` for each request.

        It speaks HTTP/1.1: httpx' HTTP/2 (h2 4.4.1) takes the end that a load balancer announces
        at a reload for the end of the answers that are still coming, which browsers do not.
        """
        context = trusting(self.certificate)
        transport = httpx.AsyncHTTPTransport(verify=context)
        # httpx has no argument for it, and httpcore's pool is all that it passes requests to.
        transport._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=0 if fresh else None,
            keepalive_expiry=None,
            local_address=self.source,
            network_backend=_ToOneAddress(self),
            socket_options=[(SOL_SOCKET, SO_RCVBUF, SLOW_BUFFER)] if slow else None,
        )
        return transport


class _ToOneAddress(httpcore.AsyncNetworkBackend):
    def __init__(self, line: Line) -> None:
        self._line, self._backend = line, httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._backend.connect_tcp(
            self._line.address, self._line.port, timeout, local_address, socket_options
        )
        if self._line.begins_with:
            await stream.write(self._line.begins_with)
        return stream

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def line_to(target: Target, lb: Member, source: str | None) -> Line:
    """Give a line to a load balancer from a source address of this machine."""
    settings, address = target.cluster.settings, target.visible_address(lb)
    return Line(
        url=site_url(settings, address),
        address=address.strip("[]"),
        port=settings.visitor_port,
        source=source,
        certificate=target.certificate(lb),
        begins_with=PROXY_PROTOCOL if settings.proxy_protocol else b"",
    )
