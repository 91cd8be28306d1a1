"""Both ways to the site, a check's and the ledger's: to a load balancer's address, by its name."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
import trustme

from lab.ledger.line import Line
from roles.visiting.site_transport import PROXY_PROTOCOL, LoadBalancer, SiteTransport, trusting
from tests.unit.doubles.named_server import named_server

NAME, SOURCE = "shop.example", "127.0.0.9"
URL = f"https://{NAME}"
SECONDS = 5


def check(line: Line) -> str:
    """Ask as a check does."""
    door = LoadBalancer(line.address, line.port, line.begins_with)
    transport = SiteTransport(door, trusting(line.certificate), line.source)
    with httpx.Client(transport=transport, timeout=SECONDS) as client:
        return client.get(f"{line.url}/image").text


def visitor(line: Line) -> str:
    """Ask as a visitor of the ledger does."""

    async def ask() -> str:
        way = line.transport(fresh=False, slow=False)
        async with httpx.AsyncClient(transport=way, timeout=SECONDS) as client:
            return (await client.get(f"{line.url}/image")).text

    return asyncio.run(ask())


WAYS = pytest.mark.parametrize("ask", [check, visitor])
Ask = Callable[[Line], str]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def chain(certificate: trustme.LeafCert, *authorities: trustme.CA) -> bytes:
    return b"".join(
        pem.bytes()
        for pem in (*certificate.cert_chain_pems[:1], *(made.cert_pem for made in authorities))
    )


@WAYS
@pytest.mark.parametrize("with_authority", [True, False], ids=["chain", "alone"])
def test_the_name_is_asked_for_at_the_address(
    ask: Ask, with_authority: bool, authority: trustme.CA
) -> None:
    certificate = authority.issue_cert(NAME)
    trusted = chain(certificate, *[authority] * with_authority)
    with named_server(certificate) as server:
        assert ask(Line(URL, "127.0.0.1", server.port, SOURCE, trusted)) == "hello"
    (said,) = server.visits
    assert (said.source, said.name) == (SOURCE, NAME)
    assert f"\r\nHost: {NAME}\r\n".lower() in b"".join(said.head).decode().lower()


@WAYS
def test_what_a_connection_begins_with_comes_before_tls(ask: Ask, authority: trustme.CA) -> None:
    certificate = authority.issue_cert(NAME)
    with named_server(certificate, first_line=True) as server:
        trusted = chain(certificate)
        line = Line(URL, "127.0.0.1", server.port, None, trusted, begins_with=PROXY_PROTOCOL)
        assert ask(line) == "hello"
    assert [said.first for said in server.visits] == [PROXY_PROTOCOL]


@WAYS
@pytest.mark.parametrize("wrong", ["another's", "another name's", "none"])
def test_nobody_else_is_trusted(ask: Ask, wrong: str, authority: trustme.CA) -> None:
    shown = authority.issue_cert("elsewhere.example" if wrong == "another name's" else NAME)
    trusted = {
        "another's": chain(trustme.CA().issue_cert(NAME)),
        "another name's": chain(shown, authority),
        "none": None,
    }[wrong]
    with named_server(shown) as server, pytest.raises(httpx.ConnectError, match="CERTIFICATE_"):
        ask(Line(URL, "127.0.0.1", server.port, None, trusted))
    assert [said.head for said in server.visits] == [[]]
