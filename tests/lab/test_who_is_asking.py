"""Whose address, scheme, host and port the app and nginx take for a visitor's.

Load balancers have public addresses here, as most have: the app has to believe them all the same.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from secrets import token_hex

import pytest
from tenacity import retry, stop_after_delay, wait_fixed

from lab.network import machine_has_ipv6
from lab.topology import Family
from roles.configuration.addresses import url_address
from roles.visiting.visitor import REQUEST_ID
from tests.lab.mirror import SERVERS, Headers, Mirror, Seen, mirror, sources
from tests.lab.public_lb import public_lb
from tests.lab.settled import Settled

# Of networks for documentation: whom others speak of.
VISITORS = {"ipv4": ("198.51.100.7", "192.0.2.9"), "ipv6": ("2001:db8::7", "2001:db8:1::9")}
SAYING = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "shop.example",
    "X-Forwarded-Port": "443",
}
FAMILIES: list[Family] = ["ipv4", "ipv6"] if machine_has_ipv6() else ["ipv4"]


def of(*visitors: str) -> Headers:
    """What a row of proxies says of a visitor, whose address comes first."""
    return {"X-Forwarded-For": ", ".join(visitors)}


@pytest.fixture(scope="module")
def site(either: Settled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    """The mirror, which trusts the last two addresses of each family."""
    rig = either.after_a_deploy()
    proxies = [address for family in FAMILIES for address in sources(rig, family)[-2:]]
    trusting = f"trusted_proxies={json.dumps(proxies)}"
    with (
        public_lb(rig, tmp_path_factory.mktemp("public")) as inventory,
        mirror(rig, trusting, "session_profile=sticky", inventory=inventory) as app,
    ):
        yield app


@pytest.fixture(params=FAMILIES)
def by(site: Mirror, request: pytest.FixtureRequest) -> Mirror:
    """The same by either of its addresses."""
    return replace(site, family=request.param)


def test_nobody_is_believed_who_is_not_trusted(by: Mirror) -> None:
    source, (visitor, _) = by.sources[0], VISITORS[by.family]
    further = {"X-Real-IP": visitor, "Forwarded": f"for={visitor};proto=https;host=shop.example"}
    for door in by.doors:
        for headers in ({}, {**SAYING, **of(visitor), **further}):
            seen = Seen(source, "http", url_address(door.address), door.port)
            assert door.seen(source, headers) == seen


def test_a_trusted_proxy_is_believed(by: Mirror) -> None:
    proxy, (visitor, forged) = by.sources[-1], VISITORS[by.family]
    for door in by.doors:
        seen = door.seen(proxy, {**SAYING, **of(visitor)})
        assert seen == Seen(visitor, "https", "shop.example", 443)
    # What a visitor says itself stands before what the proxy saw.
    assert by.seen(proxy, of(forged, visitor)).address == visitor


def test_a_row_of_trusted_proxies_is_believed(by: Mirror) -> None:
    first, second, (visitor, forged) = *by.sources[-2:], VISITORS[by.family]
    assert by.seen(second, of(visitor, first)).address == visitor
    assert by.seen(second, of(forged, visitor, first)).address == visitor


@pytest.mark.parametrize(
    ("host", "proxied", "leads_to"),
    [
        ("shop.example", {}, "http://shop.example/"),
        ("shop.example:8092", {}, "http://shop.example:8092/"),
        ("shop.example", {"X-Forwarded-Proto": "https"}, "https://shop.example/"),
        ("inside", SAYING, "https://shop.example/"),
        ("inside", {**SAYING, "X-Forwarded-Port": "8443"}, "https://shop.example:8443/"),
    ],
)
def test_redirects_lead_where_the_visitor_came(
    site: Mirror, host: str, proxied: Headers, leads_to: str
) -> None:
    source = site.sources[-1 if proxied else 0]
    answer = site.get("/redirect", source, {"Host": host, **proxied})
    assert answer.status_code // 100 == 3
    assert answer.headers["Location"].startswith(leads_to)


def test_sticky_goes_by_the_visitor(site: Mirror) -> None:
    proxy = site.sources[-1]
    networks = [f"198.51.{third}.7" for third in range(100, 112)]
    servers = [[site.server(proxy, of(a)) for _ in range(3)] for a in networks]
    assert all(len(set(of_one)) == 1 for of_one in servers)
    assert {server for (server, *_) in servers} == set(SERVERS)


def test_the_log_has_the_visitor(site: Mirror) -> None:
    proxy, (visitor, _) = site.sources[-1], VISITORS["ipv4"]
    name = token_hex(8)
    site.get("/seen", proxy, {**of(visitor), REQUEST_ID: name})

    @retry(stop=stop_after_delay(5), wait=wait_fixed(0.2))
    def logged() -> str:
        log = site.app.target.places.access_log
        return str(json.loads(site.rig.run(site.lb, f"grep {name} {log}"))["client"])

    assert logged() == visitor


def test_maintenance_is_passed_by_the_visitor(site: Mirror) -> None:
    stranger, proxy, (operator, visitor) = *site.sources[:: len(site.sources) - 1], VISITORS["ipv4"]

    def status(source: str, of_whom: str) -> int:
        return site.get("/seen", source, of(of_whom)).status_code

    with site.deployed_with("maintenance=true", f'maintenance_bypass=["{operator}/32"]'):
        assert status(proxy, operator) == 200
        assert status(proxy, visitor) == 503
        assert status(stranger, operator) == 503
