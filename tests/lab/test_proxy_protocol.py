"""A proxy that passes on TCP says by a line of its own who its visitor is."""

import json
from collections.abc import Iterator
from socket import create_connection

import httpx
import pytest

from roles.visiting.site_transport import LoadBalancer, SiteTransport, trusting
from tests.lab.mirror import SECONDS, Headers, Mirror, Seen, mirror, read_seen, sources
from tests.lab.settled import Settled

VISITOR = "198.51.100.7"
FORGED = {
    "X-Forwarded-For": "192.0.2.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "444",
}


@pytest.fixture(scope="module")
def site(either: Settled) -> Iterator[Mirror]:
    rig = either.after_a_deploy()
    trusting = f"trusted_proxies={json.dumps(sources(rig)[-1:])}"
    with mirror(rig, trusting, "proxy_protocol=true") as app:
        yield app


def said(port: int) -> bytes:
    """What a proxy says of a visitor who came to that port of it."""
    return f"PROXY TCP4 {VISITOR} 203.0.113.1 50000 {port}\r\n".encode()


def seen(site: Mirror, source: str, line: bytes, headers: Headers | None = None) -> Seen:
    """What the app sees of a request on a connection that begins with such a line."""
    transport = SiteTransport(LoadBalancer(site.address, site.port, line), trusting(None), source)
    with httpx.Client(transport=transport, timeout=SECONDS) as client:
        return read_seen(client.get("http://shop.example/seen", headers=headers))


def test_the_line_of_a_trusted_proxy_is_believed_and_no_header(site: Mirror) -> None:
    proxy = site.sources[-1]
    for port, scheme in ((80, "http"), (443, "https")):
        for headers in ({}, FORGED):
            expected = Seen(VISITOR, scheme, "shop.example", port)
            assert seen(site, proxy, said(port), headers) == expected


def test_the_line_of_anybody_else_is_not(site: Mirror) -> None:
    stranger = site.sources[0]
    assert seen(site, stranger, said(443)) == Seen(stranger, "http", "shop.example", 80)


def test_who_says_no_line_is_not_answered(site: Mirror) -> None:
    with create_connection((site.address, site.port), SECONDS) as connection:
        connection.sendall(b"GET /seen HTTP/1.1\r\nHost: shop.example\r\n\r\n")
        assert connection.recv(4096) == b""


def test_the_verification_says_such_a_line_too(site: Mirror) -> None:
    site.app.verify_well()
