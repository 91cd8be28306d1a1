"""HTTP through channels of an SSH connection, as sshd opens them or not."""

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from roles.configuration.cluster import Member
from roles.visiting.clients import server_client
from roles.visiting.forwarding import forwarding_refusal
from tests.unit.doubles.examples import cluster, site_text
from tests.unit.doubles.loopback_transport import LoopbackTransport
from tests.unit.doubles.ports import unused_port

SEEN: list[dict[str, str]] = []


class HangingServer(ThreadingHTTPServer):
    """Keeps whom it does not answer until it is let go."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Echo)
        self.let_go = threading.Event()


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HangingServer

    def do_GET(self) -> None:
        SEEN.append(dict(self.headers.items()))
        if self.path == "/hangs":
            self.server.let_go.wait(10)
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with HangingServer() as server:
        threading.Thread(target=server.serve_forever, args=[0.01]).start()
        yield server.server_port
        server.let_go.set()
        server.shutdown()


def client(port: int, seconds: float = 5, transport: Any = None) -> httpx.Client:
    transport = transport or LoopbackTransport()
    site = cluster(http_port=8000)
    server = Member("app1", "127.0.0.1")
    return server_client(site, server, port, transport, seconds)


def test_a_server_is_asked_as_the_load_balancers_ask_it(port: int) -> None:
    SEEN.clear()
    with closing(client(port)) as visitor:
        assert [visitor.get("/").text for _ in range(2)] == ["hello", "hello"]
    host = f"{cluster().lb[0].url_address}:8000"
    assert SEEN[0]["Host"] == SEEN[0]["X-Forwarded-Host"] == host
    assert (SEEN[0]["X-Forwarded-Port"], SEEN[0]["X-Forwarded-Proto"]) == ("8000", "http")
    # Whatever the load balancers send along of a visitor is sent here too.
    passed = re.findall(r'proxy_set_header (X-\S+) [^"]', site_text())
    assert set(passed) - {"X-Request-ID"} <= SEEN[0].keys()


def test_what_does_not_answer_is_given_up(port: int) -> None:
    with closing(client(port, seconds=0.2)) as visitor, pytest.raises(httpx.ReadTimeout):
        visitor.get("/hangs")


def test_where_nobody_listens_is_said() -> None:
    with (
        closing(client(unused_port())) as visitor,
        pytest.raises(httpx.ConnectError, match="nothing listens there"),
    ):
        visitor.get("/")


def test_an_sshd_that_forbids_to_forward_is_told_from_one_where_nobody_listens(port: int) -> None:
    transport: Any = LoopbackTransport()
    assert forwarding_refusal(transport, "127.0.0.1", port) is None
    assert forwarding_refusal(transport, "127.0.0.1", unused_port()) is None
    transport.prohibited = True
    said = forwarding_refusal(transport, "127.0.0.1", port)
    assert said and "AllowTcpForwarding local" in said
    with (
        closing(client(port, transport=transport)) as visitor,
        pytest.raises(httpx.ConnectError, match="sshd forbids"),
    ):
        visitor.get("/")
