"""A site on loopback that behaves like the sample app, until a test has it misbehave."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from PIL import Image

from lab.ledger.pictures import EDITS, read_pixels
from roles.configuration.cluster import Member
from tests.unit.doubles.examples import cluster
from verify.target import Target

# Two of this machine's own, each in a /24 of its own.
SOURCES = ["127.0.101.1", "127.0.102.1"]


@dataclass(frozen=True)
class Session:
    """What the site keeps of a visitor: the upload and the picture as edited."""

    upload: bytes
    edited: bytes


@dataclass
class LedgerSite:
    """The site's sessions, what it has seen, and how it misbehaves.

    `connections` has the source of each. `shows` gives the session whose pictures are shown to a
    visitor. A POST whose path is in `refused` gets a 502, before or `after` it took effect. A
    session in `doomed` is gone when its visitor looks next; with `is_closed` the site then takes
    no upload from the one who lost it.
    """

    sessions: dict[str, Session] = field(default_factory=dict)
    uploads: list[bytes] = field(default_factory=list)
    connections: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    shows: Callable[[Session], Session] = lambda own: own
    refused: tuple[str, ...] = ()
    after: bool = False
    doomed: set[str] = field(default_factory=set)
    is_closed: bool = False

    def lose_every_session(self) -> None:
        """Let each visitor lose the session once, whatever is under way."""
        self.doomed = set(self.sessions)


class Handler(BaseHTTPRequestHandler):
    """Answers as the sample app does."""

    protocol_version = "HTTP/1.1"
    # Head and body go out together: they don't wait for Nagle's algorithm.
    wbufsize = -1
    site: LedgerSite

    def setup(self) -> None:
        """Take a connection."""
        self.site.connections.append(self.client_address[0])
        super().setup()

    def log_message(self, *given: object) -> None:
        """Say nothing."""

    def serve(self) -> None:
        """Answer a request of either method."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        cookie = self.headers["Cookie"]
        key = cookie.removeprefix("SESSION=") if cookie else ""
        if self.command == "GET":
            if key in self.site.doomed:
                self.site.doomed.discard(key)
                self.site.sessions.pop(key, None)
            status, answer, location = self._show(self.site.sessions.get(key))
        else:
            key = key or uuid4().hex
            status, answer, location = self._change(key, body)
        upstream = "192.0.2.11:8080"
        entry = {"visitor_request_id": self.headers["X-Request-ID"], "upstream": upstream}
        self.site.log.append(json.dumps(entry | {"status": status}))
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        if location:
            self.send_header("Location", location)
            self.send_header("Set-Cookie", f"SESSION={key}; Path=/")
        self.end_headers()
        self.wfile.write(answer)

    def _show(self, own: Session | None) -> tuple[int, bytes, str]:
        shown = self.site.shows(own) if own else None
        page = self.path.removesuffix("/raw")
        if self.path.endswith("/raw"):
            if shown is None:
                return 404, b"", ""
            return 200, shown.upload if page == "/image" else shown.edited, ""
        if page == "/edit" and shown is None:
            return 302, b"", "/image"
        return 200, f'<img src="{page}/raw">'.encode() if shown else b"a form", ""

    def _change(self, key: str, body: bytes) -> tuple[int, bytes, str]:
        refused = self.path in self.site.refused
        if self.site.is_closed and key not in self.site.sessions:
            return 502, b"", ""
        if refused and not self.site.after:
            return 502, b"", ""
        page = self._take(key, body)
        return (502, b"", "") if refused else (302, b"", page)

    def _take(self, key: str, body: bytes) -> str:
        """Do what a POST asks for; give the page that it leads to."""
        if self.path == "/image":
            picture = body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
            self.site.uploads.append(picture)
            self.site.sessions[key] = Session(picture, picture)
            return "/image"
        own = self.site.sessions.get(key)
        pixels = read_pixels(own.edited) if own else None
        if own is None or pixels is None:
            return "/image"
        (edit,) = (edit for edit in EDITS if edit.path == self.path)
        made = edit.makes(pixels)
        stream = BytesIO()
        Image.frombytes("RGB", (made.width, made.height), made.colours).save(stream, "PNG")
        self.site.sessions[key] = Session(own.upload, stream.getvalue())
        return "/edit"


@dataclass(frozen=True)
class LoopbackTarget(Target):
    """The site as an inventory's one load balancer; its log is read without SSH."""

    log: list[str]

    def visible_address(self, member: Member) -> str:
        return "127.0.0.1"

    def visitor_addresses(self, member: Member) -> list[str]:
        return SOURCES

    def host(self, member: Member) -> Any:
        return SimpleNamespace(run=lambda command: SimpleNamespace(stdout="\n".join(self.log)))


@contextmanager
def ledger_site() -> Iterator[tuple[LedgerSite, Target]]:
    """Run a site that behaves, for as long as it is needed."""
    site = LedgerSite()
    methods = {"do_GET": Handler.serve, "do_POST": Handler.serve}
    handler = type("SiteHandler", (Handler,), {"site": site, **methods})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield site, LoopbackTarget(cluster(http_port=server.server_port), {}, {}, site.log)
        server.shutdown()
