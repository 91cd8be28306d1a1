"""Who asks for the site by another name, or by none."""

from pathlib import Path

import pytest

from tests.unit.doubles.edge import edge, visitor


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("shop.example", 200),
        ("SHOP.example", 200),
        ("shop.example:8000", 200),
        ("www.shop.example", 200),
        ("evil.example", 421),
        ("shop.example.evil.example", 421),
        ("127.0.0.1", 421),
    ],
)
def test_only_its_names_lead_to_a_site_that_has_some(
    tmp_path: Path, host: str, status: int
) -> None:
    names = ["shop.example", "*.shop.example"]
    with edge(tmp_path, server_names=names) as site, visitor(site) as client:
        assert client.get("/", headers={"Host": host}).status_code == status
        assert site.begun("GET /") == (status == 200)


def test_a_site_without_names_answers_to_any(tmp_path: Path) -> None:
    with edge(tmp_path) as site, visitor(site) as client:
        assert client.get("/", headers={"Host": "any.example"}).status_code == 200


@pytest.mark.parametrize("names", [[], ["shop.example"]])
def test_a_check_of_http_1_0_without_a_host_gets_an_answer(
    tmp_path: Path, names: list[str]
) -> None:
    with edge(tmp_path, server_names=names) as site:
        answer = site.say("GET / HTTP/1.0\r\n\r\n")
        assert answer.startswith("HTTP/1.1 200 OK")
        assert site.say("GET / HTTP/1.0\r\nHost: shop.example\r\n\r\n").startswith(
            "HTTP/1.1 200 OK"
        )
    if not names:
        assert '"Host": ["127.0.0.1"]' in answer
