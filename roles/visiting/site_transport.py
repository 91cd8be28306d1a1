"""The way to the site at one load balancer, by its name, whatever that leads to elsewhere."""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

# What a connection begins with where proxies in front pass on TCP: nothing is said of the visitor,
# so the address that it comes from counts (PROXY protocol, version 1).
PROXY_PROTOCOL = b"PROXY UNKNOWN\r\n"


def trusting(certificate: bytes | None) -> ssl.SSLContext:
    """Give what TLS is spoken with: it trusts that certificate, and the authorities in its chain.

    Whoever that is: a public authority, one of the operator's, or nobody. Without a certificate no
    TLS is spoken, and to load those of this machine would take longer than a journey.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if certificate is not None:
        context.load_verify_locations(cadata=certificate.decode())
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


class LoadBalancer(httpcore.NetworkBackend):
    """Opens each connection to one load balancer, whatever name is asked for."""

    def __init__(self, address: str, port: int, begins_with: bytes = b"") -> None:
        """Take where it listens, and what it wants to get first."""
        self._address, self._port, self._begins_with = address, port, begins_with
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection."""
        stream = self._backend.connect_tcp(
            self._address, self._port, timeout, local_address, socket_options
        )
        if self._begins_with:
            stream.write(self._begins_with)
        return stream


class SiteTransport(httpx.HTTPTransport):
    """httpx over such connections, from a source address of this machine."""

    def __init__(
        self, load_balancer: LoadBalancer, context: ssl.SSLContext, source: str | None = None
    ) -> None:
        """Take who opens them, and what TLS is spoken with."""
        super().__init__(verify=context)
        # httpx has no argument for it, and httpcore's pool is all that it passes requests to.
        self._pool = httpcore.ConnectionPool(
            network_backend=load_balancer, ssl_context=context, local_address=source
        )
