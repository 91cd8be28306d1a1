"""An app on loopback that answers every request with one status, or gives no answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class AnsweringApp(ThreadingHTTPServer):
    """Gives its statuses one after the other, the last for ever; keeps what it was asked."""

    def __init__(self, *statuses: int, leads_to: str = "") -> None:
        """Listen at a port of its own; `leads_to` is where its redirects go."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses, self.leads_to = list(statuses), leads_to
        self.asked: list[tuple[str, str | None]] = []

    def status(self) -> int:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


class _Handler(BaseHTTPRequestHandler):
    server: AnsweringApp

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["X-Forwarded-Proto"]))
        self.send_response(self.server.status())
        if self.server.leads_to:
            self.send_header("Location", self.server.leads_to)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def answering(*statuses: int, leads_to: str = "") -> Iterator[AnsweringApp]:
    """An app that answers so."""
    with AnsweringApp(*statuses, leads_to=leads_to) as app:
        thread = Thread(target=app.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield app
        finally:
            app.shutdown()
            thread.join()
