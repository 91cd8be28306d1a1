"""How answers are passed on: as they come, compressed, from the other release, within limits."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path

import httpx
import pytest

from roles.files.nginx_host import HostNginx
from tests.unit.doubles.edge import HERE, edge, visitor
from tests.unit.doubles.examples import nginx

BUFFERING = nginx(ipv6=False, buffers_answers=True, says_http2=False)
EVENTS = {"Accept": "text/event-stream"}


@pytest.mark.parametrize("on", [HERE, BUFFERING])
def test_an_event_comes_before_the_next_one(tmp_path: Path, on: HostNginx) -> None:
    with (
        edge(tmp_path, on=on, read_timeout=1) as site,
        visitor(site) as client,
        client.stream("GET", "/lines?text/event-stream", headers=EVENTS) as answer,
    ):
        lines = answer.iter_lines()
        assert next(lines) == "data: first"
        for app in site.apps:
            app.let_go.set()
        assert [line for line in lines if line] == ["data: second"]


@pytest.mark.parametrize(
    ("path", "packed"), [("/text", "gzip"), ("/packed", "br"), ("/picture", None)]
)
def test_text_is_compressed_and_nothing_else(tmp_path: Path, path: str, packed: str | None) -> None:
    with edge(tmp_path) as site, visitor(site) as client:
        with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.headers.get("Content-Encoding") == packed
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.headers.get("Content-Encoding") == ("br" if packed == "br" else None)


@pytest.mark.parametrize("on", [HERE, BUFFERING])
def test_headers_of_16_kb_pass_both_ways(tmp_path: Path, on: HostNginx) -> None:
    size = 16 * 1024
    with edge(tmp_path, on=on) as site, visitor(site) as client:
        asked = client.get("/", headers={"X-Large": "a" * size})
        given = client.get(f"/large-header?{size}")
    assert asked.status_code == 200 and len(asked.json()["X-Large"][0]) == size
    assert given.status_code == 200 and len(given.headers["X-Large"]) == size


def test_an_asset_that_one_release_lacks_comes_from_the_other(tmp_path: Path) -> None:
    with edge(tmp_path, asset_paths=["/assets/"]) as site, visitor(site) as client:
        site.apps[0].lacks = "/"
        assets = [client.get("/assets/app.js") for _ in range(6)]
        pages = [client.get("/page").status_code for _ in range(6)]
        site.apps[1].lacks = "/"
        missing = client.get("/assets/app.js")
    assert {answer.json()["server"] for answer in assets} == {"app2"}
    assert set(pages) == {200, 404}, "what is no asset is asked once"
    assert (missing.status_code, missing.text) == (404, "not here")


def test_an_operators_own_pages_are_shown(tmp_path: Path) -> None:
    own = tmp_path / "own.html"
    own.write_text("ours")
    pages = {"502": str(own), 503: str(own), "413": str(own)}
    with edge(tmp_path, error_pages=pages, upload_limit_mb=1) as site, visitor(site) as client:
        large = client.post("/", content=b"a" * 5_000_000)
        for number in range(len(site.apps)):
            site.stop(number)
        gone = client.get("/")
    assert (large.status_code, large.text) == (413, "ours")
    assert (gone.status_code, gone.text) == (502, "ours")


@pytest.mark.parametrize(("method", "most"), [("GET", 6), ("POST", 2)])
def test_an_address_has_so_much_under_way_and_no_more(
    tmp_path: Path, method: str, most: int
) -> None:
    with (
        edge(tmp_path, connections_per_address=6, uploads_per_address=2) as site,
        ThreadPoolExecutor(12) as pool,
    ):

        def ask(source: str) -> httpx.Response:
            transport = httpx.HTTPTransport(local_address=source)
            with visitor(site, transport=transport) as client:
                return client.request(method, "/late")

        pending = [pool.submit(ask, "127.0.0.2") for _ in range(10)]
        refused = list(islice((each.result() for each in as_completed(pending)), 10 - most))
        other = httpx.HTTPTransport(local_address="127.0.0.3")
        with visitor(site, transport=other) as client:
            assert client.request(method, "/").status_code == 200
        for app in site.apps:
            app.let_go.set()
    assert {answer.status_code for answer in refused} == {429}
    assert {answer.headers["Retry-After"] for answer in refused} == {"60"}
    assert "Too much at once" in refused[0].text
    assert site.begun(f"{method} /late") == most
