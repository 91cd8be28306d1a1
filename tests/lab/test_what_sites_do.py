"""What sites do beside pages: large headers, files of releases, pages of nginx, compression."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from pathlib import Path
from secrets import token_hex
from shutil import copyfile
from socket import create_connection
from threading import Event, Thread
from zipfile import ZipFile, ZipInfo

import httpx
import pytest
from tenacity import retry, stop_after_delay, wait_fixed

from lab.topology import PROJECT
from tests.lab.mirror import JAR, SECONDS, SERVERS, TLS, Mirror, mirror
from tests.lab.settled import Settled

LARGE = 16_000
UPLOAD_LIMIT_MB = 1
ASSET = "/assets/of-the-next-release.txt"
INTERVAL = 0.05
STATUSES = (413, 502, 503)


def own_page(status: int) -> str:
    return f"the operator's own page for {status}"


@pytest.fixture(scope="module")
def site(either: Settled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    folder = tmp_path_factory.mktemp("pages")
    pages = {str(status): str(folder / f"{status}.html") for status in STATUSES}
    for status in STATUSES:
        (folder / f"{status}.html").write_text(own_page(status))
    with mirror(
        either.after_a_deploy(),
        *TLS,
        f"error_pages={json.dumps(pages)}",
        'asset_paths=["/assets/"]',
        f"upload_limit_mb={UPLOAD_LIMIT_MB}",
    ) as app:
        yield app


@retry(stop=stop_after_delay(90), wait=wait_fixed(0.3))
def all_serve(site: Mirror) -> None:
    """Wait until visitors are served by both servers."""
    with site.client() as client:
        assert {client.get("/seen").json()["server"] for _ in range(8)} == set(SERVERS)


@contextmanager
def stopped(site: Mirror, *servers: str) -> Iterator[None]:
    """Have the app stopped on these, and serving again at the end."""
    for server in servers:
        site.rig.run(server, "systemctl stop mirror")
    try:
        yield
    finally:
        for server in servers:
            site.rig.run(server, "systemctl start mirror")
        all_serve(site)


def test_large_headers_come_both_ways(site: Mirror) -> None:
    with site.client() as client:
        assert len(client.get("/header", params={"bytes": LARGE}).headers["X-Large"]) == LARGE
        seen = client.get("/seen", headers={"X-Large": "x" * LARGE}).json()
    assert seen["large"] == LARGE


@pytest.mark.parametrize(
    ("path", "accepted", "encoding"),
    [
        ("/text", "gzip", "gzip"),
        ("/text", "identity", None),
        ("/picture", "gzip", None),
    ],
)
def test_text_is_compressed_and_nothing_else(
    site: Mirror, path: str, accepted: str, encoding: str | None
) -> None:
    with site.client() as client:
        answer = client.get(path, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert len(answer.content) > 10_000


def test_what_the_app_has_compressed_comes_as_it_is(site: Mirror) -> None:
    with site.client() as client:
        answer = client.get("/compressed", headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get_list("Content-Encoding", split_commas=True) == ["gzip"]
    # It is unpacked once, and needs it once only.
    assert answer.text.startswith("The same again.\n")


def test_a_check_of_http_1_0_needs_no_host(site: Mirror) -> None:
    with create_connection((site.address, site.settings.http_port), SECONDS) as line:
        line.sendall(b"GET /seen HTTP/1.0\r\n\r\n")
        answer = HTTPResponse(line)
        answer.begin()
    assert answer.status == 200


def test_the_pages_are_the_operators_own(site: Mirror) -> None:
    source = site.sources[0]

    def page(status: int) -> None:
        answer = site.get("/seen", source)
        assert (answer.status_code, answer.text) == (status, own_page(status))

    with site.client() as client:
        answer = client.post("/", content=b"x" * (UPLOAD_LIMIT_MB + 3) * 2**20)
    assert (answer.status_code, answer.text) == (413, own_page(413))
    with site.deployed_with("maintenance=true"):
        page(503)
    with stopped(site, *SERVERS):
        page(502)


@pytest.mark.parametrize("status", STATUSES)
def test_the_apps_own_pages_stay_its_own(site: Mirror, status: int) -> None:
    answer = site.get(f"/status?code={status}", site.sources[0])
    assert (answer.status_code, answer.text) == (status, "the app's own page\n")


def test_who_is_gone_is_passed_over(site: Mirror) -> None:
    with stopped(site, "app1"), site.client() as client:
        answers = [client.request(m, "/seen") for m in ("GET", "POST", "PUT", "DELETE") * 3]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert {answer.json()["server"] for answer in answers} == {"app2"}


def test_what_a_server_has_begun_is_not_begun_again(site: Mirror) -> None:
    # The first server that is asked dies of it, and then the other one; both come back.
    for methods in (("GET", "POST"), ("PUT",)):
        names = [token_hex(8) for _ in methods]
        with site.client() as client:
            for method, name in zip(methods, names, strict=True):
                answer = client.request(method, "/vanish", params={"name": name})
                assert (answer.status_code, answer.text) == (502, own_page(502)), method
        assert [times_begun(site, name) for name in names] == [1] * len(names)
        all_serve(site)


def times_begun(site: Mirror, name: str) -> int:
    """How often servers have begun a request with that name."""
    count = f"journalctl -q -u mirror | grep -c {name} || true"
    return sum(int(site.rig.run(server, count)) for server in SERVERS)


def with_an_asset(file: Path) -> str:
    """A release that has a file more."""
    copyfile(PROJECT / JAR, file)
    with ZipFile(file, "a") as jar:
        jar.writestr(ZipInfo(f"BOOT-INF/classes/static{ASSET}"), "new")
    return f"app_jar={file}"


def test_an_asset_of_the_next_release_is_there_once_one_server_has_it(
    site: Mirror, tmp_path: Path
) -> None:
    found, over = list[int](), Event()

    def ask() -> None:
        with site.client() as client:
            while not over.wait(INTERVAL):
                with suppress(httpx.TransportError):
                    found.append(client.get(ASSET).status_code)

    asking = Thread(target=ask)
    asking.start()
    try:
        site.app.deploy_well(with_an_asset(tmp_path / "next.jar"))
    finally:
        over.set()
        asking.join()
    first = found.index(200)
    assert set(found[:first]) == {404} and set(found[first:]) == {200}
    # One of the two had to be asked for the other while they differed.
