"""The app learns who asks from the load balancer, and that believes trusted proxies only."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.doubles.edge import Edge, edge, visitor

PROXY, STRANGER = "127.0.0.1", "127.0.0.2"
TRUSTED = [f"{PROXY}/32", "192.0.2.128/25"]
VISITOR = "203.0.113.7"
FORGED = {
    "X-Forwarded-For": VISITOR,
    "X-Real-IP": VISITOR,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "4443",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Ssl": "on",
    "Forwarded": f"for={VISITOR};proto=https;host=evil.example",
}


def seen(
    site: Edge, headers: Mapping[str, str], source: str = STRANGER, host: str = "shop.example"
) -> dict[str, Any]:
    """What the app sees of a request."""
    transport = httpx.HTTPTransport(local_address=source)
    with visitor(site, transport=transport) as client:
        answer = client.get("/", headers={"Host": host, **headers})
    found: dict[str, Any] = answer.json()
    return {name: value[0] if isinstance(value, list) else value for name, value in found.items()}


def test_what_anybody_says_of_himself_is_overwritten(tmp_path: Path) -> None:
    with edge(tmp_path, trusted_proxies=TRUSTED) as site:
        found = seen(site, FORGED)
    assert found["Host"] == found["X-Forwarded-Host"] == "shop.example"
    assert found["X-Forwarded-For"] == found["X-Real-IP"] == STRANGER
    assert (found["X-Forwarded-Proto"], found["X-Forwarded-Port"]) == ("http", "80")
    assert not {"Forwarded", "X-Forwarded-Prefix", "X-Forwarded-Ssl"} & found.keys()


def test_who_stands_in_front_is_believed(tmp_path: Path) -> None:
    said = FORGED | {"X-Forwarded-Host": "www.shop.example"}
    with edge(tmp_path, trusted_proxies=TRUSTED) as site:
        found = seen(site, said, PROXY)
        (entry,) = site.log(1)
    assert (entry["client"], entry["peer"]) == (VISITOR, PROXY)
    assert found["Host"] == found["X-Forwarded-Host"] == "www.shop.example"
    assert found["X-Forwarded-For"] == found["X-Real-IP"] == VISITOR
    assert (found["X-Forwarded-Proto"], found["X-Forwarded-Port"]) == ("https", "4443")
    assert not {"Forwarded", "X-Forwarded-Prefix"} & found.keys()


@pytest.mark.parametrize(
    ("chain", "believed"),
    [
        (f"{VISITOR}", VISITOR),
        (f"{VISITOR}, 192.0.2.200", VISITOR),
        # What the visitor has written stands before what the first proxy says of him.
        (f"10.0.0.1, {VISITOR}, 192.0.2.200", VISITOR),
        (f"192.0.2.129, {VISITOR}", VISITOR),
        ("2001:db8::7, 192.0.2.200", "2001:db8::7"),
    ],
)
def test_of_a_chain_the_first_that_nobody_trusts_is_the_visitor(
    tmp_path: Path, chain: str, believed: str
) -> None:
    with edge(tmp_path, trusted_proxies=TRUSTED) as site:
        assert seen(site, {"X-Forwarded-For": chain}, PROXY)["X-Forwarded-For"] == believed


def test_without_trusted_proxies_nobody_is_believed(tmp_path: Path) -> None:
    with edge(tmp_path) as site:
        found = seen(site, FORGED, PROXY)
    assert found["Host"] == "shop.example" and found["X-Forwarded-For"] == PROXY
    assert (found["X-Forwarded-Proto"], found["X-Forwarded-Port"]) == ("http", "80")


@pytest.mark.parametrize(
    ("host", "headers", "scheme", "port"),
    [
        ("shop.example", {}, "http", "80"),
        ("shop.example:8000", {}, "http", "8000"),
        ("[2001:db8::1]", {}, "http", "80"),
        ("[2001:db8::1]:8000", {}, "http", "8000"),
        # The port that the visitor came to is not nginx' own: somebody leads here from another.
        ("shop.example", {"X-Forwarded-Proto": "https"}, "https", "443"),
        ("shop.example:8443", {"X-Forwarded-Proto": "https"}, "https", "8443"),
        ("shop.example", {"X-Forwarded-Proto": "http, https"}, "https", "443"),
        ("shop.example", {"X-Forwarded-Proto": "gopher"}, "http", "80"),
        ("shop.example", {"X-Forwarded-Port": "not a port"}, "http", "80"),
    ],
)
def test_the_port_is_the_one_that_the_visitor_came_to(
    tmp_path: Path, host: str, headers: dict[str, str], scheme: str, port: str
) -> None:
    with edge(tmp_path, trusted_proxies=TRUSTED) as site:
        found = seen(site, headers, PROXY, host)
    assert (found["X-Forwarded-Proto"], found["X-Forwarded-Port"]) == (scheme, port)


def test_a_name_that_is_not_the_sites_is_believed_of_nobody(tmp_path: Path) -> None:
    names = ["shop.example", "*.shop.example"]
    with edge(tmp_path, trusted_proxies=TRUSTED, server_names=names) as site:
        hosts = {
            said: seen(site, {"X-Forwarded-Host": said}, PROXY)["Host"]
            for said in (
                *("evil.example", "www.shop.example", "shop.example:8443", "shopXexample"),
                "a b.shop.example",
            )
        }
    assert hosts == {
        "evil.example": "shop.example",
        "www.shop.example": "www.shop.example",
        "shop.example:8443": "shop.example:8443",
        "shopXexample": "shop.example",
        "a b.shop.example": "shop.example",
    }


def test_in_maintenance_the_bypass_goes_by_the_visitors_address(tmp_path: Path) -> None:
    networks = ["203.0.113.0/24"]
    with edge(
        tmp_path, maintenance=True, trusted_proxies=TRUSTED, maintenance_bypass=networks
    ) as site:
        statuses = []
        for source, said in ((PROXY, VISITOR), (PROXY, "198.51.100.1"), (STRANGER, VISITOR)):
            transport = httpx.HTTPTransport(local_address=source)
            with visitor(site, transport=transport) as client:
                statuses.append(client.get("/", headers={"X-Forwarded-For": said}).status_code)
    assert statuses == [200, 503, 503]


@pytest.mark.parametrize(("server_port", "scheme"), [(80, "http"), (443, "https")])
def test_the_proxy_protocol_says_who_is_asking_and_its_visitors_nothing(
    tmp_path: Path, server_port: int, scheme: str
) -> None:
    with edge(tmp_path, trusted_proxies=TRUSTED, proxy_protocol=True) as site:
        before = f"PROXY TCP4 {VISITOR} 192.0.2.1 5000 {server_port}"
        lines = [before, "GET / HTTP/1.0", "Host: shop.example"]
        lines += [f"{name}: {value}" for name, value in FORGED.items()]
        found = site.say("\r\n".join([*lines, "", ""]))
    assert f'"X-Forwarded-For": ["{VISITOR}"]' in found
    assert f'"X-Forwarded-Proto": ["{scheme}"]' in found
    assert '"Host": ["shop.example"]' in found and "evil" not in found
