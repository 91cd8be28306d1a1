"""`sticky_by = "cookie"`: a visitor comes to the same server again, wherever it comes from."""

from collections import Counter
from collections.abc import Iterable
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest

from tests.unit.doubles.edge import Edge, edge, visitor

COOKIE = "image_studio_server"
VISITORS = 40
# As few visitors of unlike networks are dealt by their addresses: each goes to either server.
BY_CHANCE = 0.98


def jain(counts: Iterable[int]) -> float:
    """Jain's fairness index: 1 where all have the same, 1/n where one has all."""
    counts = list(counts)
    return sum(counts) ** 2 / (len(counts) * sum(count**2 for count in counts))


def dealt(site: Edge, sources: Iterable[str]) -> Counter[str]:
    """Have a visitor come from each source, and count who serves them."""
    found = Counter(dict.fromkeys((app.name for app in site.apps), 0))
    for source in sources:
        transport = httpx.HTTPTransport(local_address=source)
        with visitor(site, transport=transport) as client:
            servers = {client.get("/").json()["server"] for _ in range(4)}
            assert len(servers) == 1, "a visitor was sent elsewhere"
            found.update(servers)
    return found


NEIGHBOURS = [f"127.0.{number}.1" for number in range(VISITORS)]
EVERYWHERE = [f"127.{number * 37 % 251}.{number * 91 % 253}.1" for number in range(1, VISITORS + 1)]


@pytest.mark.parametrize(
    ("sources", "by_address"),
    [(["127.0.0.9"] * VISITORS, 0.5), (NEIGHBOURS, 1.0), (EVERYWHERE, BY_CHANCE)],
    ids=["one office", "neighbouring networks", "networks everywhere"],
)
def test_a_cookie_spreads_visitors_evenly_wherever_they_come_from(
    tmp_path: Path, sources: list[str], by_address: float
) -> None:
    fairness = {}
    for balancing in ("ip_hash", "cookie"):
        with edge(tmp_path / balancing, balancing=balancing) as site:
            fairness[balancing] = round(jain(dealt(site, sources).values()), 2)
    assert fairness == {"ip_hash": by_address, "cookie": 1.0}


def test_the_cookie_is_for_the_browser_only_and_given_once(tmp_path: Path) -> None:
    with edge(tmp_path, balancing="cookie") as site, visitor(site) as client:
        first, second = client.get("/"), client.get("/")
    cookie = SimpleCookie(first.headers["Set-Cookie"])[COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/", "Lax", True)
    assert not cookie["secure"]
    assert "192.0.2" not in cookie.value and "app" not in cookie.value
    assert "Set-Cookie" not in second.headers


def test_behind_https_the_cookie_is_for_https_only(tmp_path: Path) -> None:
    trusted = ["127.0.0.0/8"]
    with (
        edge(tmp_path, balancing="cookie", trusted_proxies=trusted) as site,
        visitor(site) as client,
    ):
        answer = client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]["secure"]


def test_an_address_that_changes_on_the_way_keeps_its_server(tmp_path: Path) -> None:
    with edge(tmp_path, balancing="cookie") as site:
        with visitor(site) as client:
            server, cookies = client.get("/").json()["server"], client.cookies
        for number in range(8):
            transport = httpx.HTTPTransport(local_address=f"127.1.{number}.1")
            with visitor(site, transport=transport, cookies=cookies) as client:
                assert client.get("/").json()["server"] == server


@pytest.mark.parametrize("leaves", ["is down", "refuses"])
def test_a_server_that_leaves_frees_only_its_own_visitors(tmp_path: Path, leaves: str) -> None:
    jars = []
    with edge(tmp_path, balancing="cookie") as site:
        for _ in range(8):
            with visitor(site) as client:
                jars.append((client.get("/").json()["server"], client.cookies))
        if leaves == "refuses":
            site.stop(0)
        else:
            site.mark_down("app1")
        for _, cookies in jars:
            with visitor(site, cookies=cookies) as client:
                assert client.get("/").json()["server"] == "app2"
                given = client.get("/").headers.get("Set-Cookie")
                assert given is None, "it has its new server by now"
        assert {server for server, _ in jars} == {"app1", "app2"}


def test_who_came_while_addresses_counted_stays_where_the_session_is(tmp_path: Path) -> None:
    sources = [f"127.0.{number}.1" for number in range(16)]
    servers = {}
    for balancing in ("ip_hash", "cookie"):
        with edge(tmp_path / balancing, balancing=balancing) as site:
            for source in sources:
                transport = httpx.HTTPTransport(local_address=source)
                cookies = {"a": "b", "JSESSIONID": "made before"}
                with visitor(site, transport=transport, cookies=cookies) as client:
                    found = {client.get("/").json()["server"] for _ in range(4)}
                servers[source, balancing] = found
    assert all(servers[source, "ip_hash"] == servers[source, "cookie"] for source in sources)
    assert len({server for found in servers.values() for server in found}) == 2


@pytest.mark.parametrize("value", ["", "nonsense", "image-studio-once", "997c7ba"])
def test_a_cookie_that_names_nobody_is_replaced(tmp_path: Path, value: str) -> None:
    with (
        edge(tmp_path, balancing="cookie") as site,
        visitor(site, cookies={COOKIE: value}) as client,
    ):
        answer = client.get("/")
    assert answer.status_code == 200 and COOKIE in answer.headers["Set-Cookie"]
