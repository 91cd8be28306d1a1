"""Whether a name leads to a load balancer, as leads_here.py finds it there; DNS is a stand-in."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from roles.scripts import leads_here

NAME = "shop.example"


class Redirecting(BaseHTTPRequestHandler):
    """Sends to the port that its class is told."""

    to = 0

    def do_GET(self) -> None:
        self.send_response(301)
        self.send_header("Location", f"http://127.0.0.1:{self.to}{self.path}")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(handler: Any, address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    with ThreadingHTTPServer((address, port), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with serving(partial(Quiet, directory=str(tmp_path))) as port:
        yield port


@pytest.fixture
def leads_to(monkeypatch: pytest.MonkeyPatch) -> Any:
    real = socket.getaddrinfo

    def lead(*addresses: str) -> None:
        def found(host: str, port: int, *args: Any, **options: Any) -> Any:
            if host != NAME:
                return real(host, port, *args, **options)
            if not addresses:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return [(0, 0, 0, "", (address, port)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", found)

    return lead


def misfit(folder: Path, port: int) -> str | None:
    with leads_here.challenge(folder) as (path, content):
        return leads_here.misfit(NAME, path, content, port)


def test_a_name_of_this_host_leads_here_and_nothing_stays(
    tmp_path: Path, port: int, leads_to: Any
) -> None:
    leads_to("127.0.0.1")
    assert misfit(tmp_path, port) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_redirect_is_followed(tmp_path: Path, port: int, leads_to: Any) -> None:
    leads_to("127.0.0.1")
    handler = type("There", (Redirecting,), {"to": port})
    with serving(handler) as elsewhere:
        assert misfit(tmp_path, elsewhere) is None


def test_a_name_without_an_address_is_said(tmp_path: Path, port: int, leads_to: Any) -> None:
    leads_to()
    assert misfit(tmp_path, port) == (
        "shop.example has no address (Name or service not known): have its DNS record lead to the "
        "load balancers only, or take the name out."
    )


def test_one_of_two_addresses_that_is_another_hosts_is_said(
    tmp_path: Path, port: int, leads_to: Any
) -> None:
    leads_to("127.0.0.1", "127.0.0.2")
    other = partial(Quiet, directory=str(tmp_path / "other"))
    with serving(other, "127.0.0.2", port):
        said = misfit(tmp_path, port)
    assert said and said.startswith(
        "shop.example leads to 127.0.0.2, which answers 404 to what only this host has: have its "
    )


def test_an_address_at_which_nobody_answers_is_said(
    tmp_path: Path, port: int, leads_to: Any
) -> None:
    leads_to("127.0.0.2")
    said = misfit(tmp_path, port)
    assert said and said.startswith(
        f"shop.example leads to 127.0.0.2, and nobody answers at port {port} there (Connection "
        "refused): let the firewalls through, "
    )


@pytest.mark.parametrize("only", [True, False])
def test_an_address_that_this_host_has_no_way_to_counts_where_it_is_the_only_one(
    tmp_path: Path, port: int, leads_to: Any, monkeypatch: pytest.MonkeyPatch, only: bool
) -> None:
    leads_to("2001:db8::1", *([] if only else ["127.0.0.1"]))
    real = leads_here._ask

    def ask(address: str, *rest: Any) -> tuple[int, bytes]:
        if address != "127.0.0.1":
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        return real(address, *rest)

    monkeypatch.setattr(leads_here, "_ask", ask)
    said = misfit(tmp_path, port)
    assert bool(said) is only


def test_every_name_is_said(
    tmp_path: Path, leads_to: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    leads_to()
    assert leads_here.main(str(tmp_path), NAME, NAME) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
