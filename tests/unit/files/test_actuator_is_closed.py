"""What visitors reach of Actuator through the real nginx: nothing, however they write its path."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from roles.files.nginx_upstream import render_upstream
from tests.unit.doubles.answering_app import answering
from tests.unit.doubles.examples import cluster, nginx, site_text
from tests.unit.doubles.loopback_nginx import serving, write_configuration
from tests.unit.doubles.ports import unused_port

CLOSED = [
    *("", "/", "/env", ";a=b/env", ";/env", "/env;x", "%2fenv", "/%65nv"),
    "/health/readiness",
]


@pytest.fixture(params=[["/actuator"], ["/actuator", "/shop/man.age"], []])
def actuators(request: pytest.FixtureRequest) -> list[str]:
    """Where servers of a site have Actuator beside it."""
    found: list[str] = request.param
    return found


@pytest.fixture
def visitor(actuators: list[str], tmp_path: Path) -> Iterator[HTTPConnection]:
    """A visitor of a site whose app answers 200 to everything."""
    port = unused_port()
    asked = cluster(http_port=port)
    with answering(200) as app:
        upstream = render_upstream(asked, "round_robin", ["app1", "app2"], {})
        for server in asked.app:
            there = f"127.0.0.1:{app.server_port}"
            upstream = upstream.replace(f"{server.address}:{asked.settings.app_port}", there)
        site = site_text(asked, nginx(ipv6=False), False, actuators)
        site = site.replace("listen ", "listen 127.0.0.1:")
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        with serving(write_configuration(tmp_path, upstream, site), port), closing(connection):
            yield connection


def status(visitor: HTTPConnection, path: str) -> int:
    visitor.request("GET", path)
    with visitor.getresponse() as answer:
        answer.read()
    return answer.status


def spellings(base: str) -> list[str]:
    spelled = [base + rest for rest in CLOSED]
    # What Tomcat takes for the plain path, where nginx passes it on: so with the sample app.
    spelled += [f"/;x{base}/env", f"/x/..;{base}/env", f"/x/..;a=b{base}/env", f"/x/.;{base}/env"]
    spelled += [base.replace("/", "//") + "/env", base.replace("/man", ";x/man") + "/env"]
    return [*spelled, base.replace("a", "%61") + "/env", f"/x/..{base}/env"]


def test_no_spelling_of_its_path_leads_to_actuator(
    visitor: HTTPConnection, actuators: list[str]
) -> None:
    spelled = [path for base in actuators for path in spellings(base)]
    assert {path: status(visitor, path) for path in spelled} == dict.fromkeys(spelled, 404)


def test_what_only_begins_alike_is_the_apps(visitor: HTTPConnection, actuators: list[str]) -> None:
    paths = [
        "/",
        "/image",
        "/image;jsessionid=1",
        "/a;b/c",
        "/shop/manXage",
        "/a?b=/actuator/env;x",
    ]
    for base in actuators:
        paths += [f"{base}s", f"{base}s/env", f"{base}-x", f"/x{base}/env"]
    if not actuators:
        paths += ["/actuator/env"]
    assert {path: status(visitor, path) for path in paths} == dict.fromkeys(paths, 200)
