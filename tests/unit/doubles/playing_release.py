"""A web site on loopback that behaves as the release does that systemd's stand-in started."""

from collections import Counter
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

READINESS, IMAGE, METRICS = "/ready", "/image", "/metrics"
SESSIONS_NOW = b'{"measurements":[{"statistic":"VALUE","value":12.0}]}'


class PlayingRelease(ThreadingHTTPServer):
    """Listens at a port of its own; `folder`/running has the release and the port that count.

    A release's file `behaviour` says what it does wrong, "slow at first" twice a kind of request.
    `sessions` has each cookie with the release that made it and its picture.
    """

    def __init__(self, folder: Path, sessions: dict[str, tuple[str, bytes]]) -> None:
        """Answer until close()."""
        super().__init__(("127.0.0.1", 0), ReleaseHandler)
        self.folder, self.sessions = folder, sessions
        self.asked: Counter[str] = Counter()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def playing(self) -> tuple[str, str]:
        """The release that runs at this port, and what it does wrong."""
        running = self.folder / "running"
        release, _, port = (running.read_text() if running.exists() else "").strip().partition(" ")
        if port != str(self.server_port):
            return "", "away"
        return release, (self.folder / "releases" / release / "behaviour").read_text()

    def is_cold(self, kind: str, behaviour: str) -> bool:
        """Whether a release that is slow at first fails a request of this kind."""
        self.asked[kind] += behaviour == "slow at first"
        return behaviour == "slow at first" and self.asked[kind] <= 2


class ReleaseHandler(BaseHTTPRequestHandler):
    server: PlayingRelease

    def do_GET(self) -> None:
        release, behaviour = self.server.playing()
        if self.path == READINESS:
            self._answer(503 if behaviour in ("away", "never ready") else 200)
            return
        if self.path == METRICS:
            self._answer(200, SESSIONS_NOW)
            return
        if self.path == IMAGE:
            self._answer(200, b"<h1>Upload a picture</h1>")
            return
        cookie = self.headers["Cookie"].removeprefix("SESSION=")
        made_by, picture = self.server.sessions[cookie]
        kind = "old session" if made_by != release else "session"
        if self.server.is_cold(kind, behaviour) or (behaviour == "forgets" and made_by != release):
            self._answer(500)
        else:
            self._answer(200, b"another" if behaviour == "swaps" else picture)

    def do_POST(self) -> None:
        release, behaviour = self.server.playing()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\n\n".encode()
        _, part = message_from_bytes(head + body).walk()
        picture = part.get_payload(decode=True)
        assert isinstance(picture, bytes)
        if behaviour in ("away", "answers 500") or self.server.is_cold("upload", behaviour):
            self._answer(500)
            return
        if behaviour == "refuses":
            self._answer(403)
            return
        cookie = str(uuid4())
        self.server.sessions[cookie] = release, picture
        self._answer(302, cookie=cookie)

    def _answer(self, status: int, body: bytes = b"", cookie: str = "") -> None:
        self.send_response(status)
        if cookie:
            self.send_header("Set-Cookie", f"SESSION={cookie}; Path=/; HttpOnly; Secure")
            self.send_header("Location", IMAGE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass
