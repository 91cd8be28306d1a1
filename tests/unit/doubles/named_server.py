"""A server on loopback that speaks TLS and keeps what each visitor said to it, and from where."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer

import trustme

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"


@dataclass
class Said:
    """What a visitor said: before TLS, as TLS began, and in the head of the request."""

    source: str
    first: bytes = b""
    name: str | None = None
    head: list[bytes] = field(default_factory=list)


class NamedServer(ThreadingTCPServer):
    """`first_line`: whether one comes before TLS does."""

    daemon_threads = True

    def __init__(self, certificate: trustme.LeafCert, first_line: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.first_line, self.visits = first_line, list[Said]()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.context)
        self.port: int = self.server_address[1]


class _Visit(StreamRequestHandler):
    server: NamedServer
    # What follows the first line is TLS' own.
    rbufsize = 0

    def handle(self) -> None:
        said = Said(self.client_address[0])
        self.server.visits.append(said)
        if self.server.first_line:
            said.first = self.rfile.readline()

        def keep(_line: object, name: str | None, _context: object) -> None:
            said.name = name

        self.server.context.set_servername_callback(keep)
        try:
            with self.server.context.wrap_socket(self.request, server_side=True) as line:
                while not (received := b"".join(said.head)).endswith(b"\r\n\r\n"):
                    said.head.append(line.recv(4096))
                assert received
                line.sendall(ANSWER)
        except ssl.SSLError:
            # The visitor does not trust this server, and says no more.
            return


@contextmanager
def named_server(certificate: trustme.LeafCert, first_line: bool = False) -> Iterator[NamedServer]:
    """Have one listen."""
    with NamedServer(certificate, first_line) as server:
        threading.Thread(target=server.serve_forever, args=[0.01]).start()
        try:
            yield server
        finally:
            server.shutdown()
