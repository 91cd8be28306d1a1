"""An app behind a load balancer on loopback, which does what a test asks by the path."""

import json
import socket
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any

LETS_GO_WITHIN_SECONDS = 20


class EdgeApp(ThreadingHTTPServer):
    """An app that counts what it has begun; `lacks` are paths that its release has not got."""

    daemon_threads = True

    def __init__(self, name: str, lacks: str = "/nowhere") -> None:
        """Listen at a port of its own."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name, self.lacks = name, lacks
        self.begun = Counter[str]()
        self.let_go = Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever does not wait for an answer is no error here."""


class _Handler(BaseHTTPRequestHandler):
    server: EdgeApp
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.begun[f"{self.command} {path}"] += 1
        if path == "/vanish":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif path == "/late":
            self.server.let_go.wait(LETS_GO_WITHIN_SECONDS)
        elif path.startswith(self.server.lacks):
            self._say(404, b"not here")
        elif path.startswith("/status/"):
            self._say(int(path.rpartition("/")[2]), b"the app's own")
        elif path == "/text":
            self._say(200, b"word " * 2000, {"Content-Type": "text/html"})
        elif path == "/packed":
            packed = {"Content-Type": "text/html", "Content-Encoding": "br"}
            self._say(200, b"word " * 2000, packed)
        elif path == "/picture":
            self._say(200, b"word " * 2000, {"Content-Type": "image/png"})
        elif path == "/large-header":
            self._say(200, b"", {"X-Large": "a" * int(query)})
        elif path == "/lines":
            self._lines(query or "text/plain")
        else:
            said: dict[str, Any] = {name: self.headers.get_all(name) for name in self.headers}
            said |= {"server": self.server.name, "body": len(body)}
            self._say(200, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Answer each method alike."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _lines(self, kind: str) -> None:
        """A first line at once, a second one when the test lets go."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(b"data: first\n\n")
        self.server.let_go.wait(LETS_GO_WITHIN_SECONDS)
        self.wfile.write(b"data: second\n\n")

    def log_message(self, format: str, *args: object) -> None:
        pass
