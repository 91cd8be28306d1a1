"""What a server may have begun to act on is never run again; what it has not got goes elsewhere."""

from pathlib import Path

import pytest

from roles.plan.balancing import Balancing
from tests.unit.doubles.edge import edge, visitor

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]
BODY = {"GET": b"", "HEAD": b"", "DELETE": b""}
# Past what nginx keeps of a body in memory.
LARGE = b"a" * 200_000


@pytest.mark.parametrize("balancing", ["round_robin", "ip_hash", "cookie"])
@pytest.mark.parametrize("method", METHODS)
def test_a_request_that_a_server_has_begun_is_run_once(
    tmp_path: Path, method: str, balancing: Balancing
) -> None:
    with edge(tmp_path, balancing=balancing) as site, visitor(site) as client:
        answer = client.request(method, "/vanish", content=BODY.get(method, LARGE))
        assert site.begun(f"{method} /vanish") == 1
    assert answer.status_code == 502 and answer.headers["Retry-After"] == "60"
    assert method == "HEAD" or "The site will be back in a moment" in answer.text


@pytest.mark.parametrize("balancing", ["round_robin", "ip_hash", "cookie"])
@pytest.mark.parametrize("method", METHODS)
def test_a_request_that_a_server_has_not_got_is_sent_elsewhere(
    tmp_path: Path, method: str, balancing: Balancing
) -> None:
    with edge(tmp_path, balancing=balancing) as site, visitor(site) as client:
        site.stop(0)
        content = BODY.get(method, LARGE)
        answers = [client.request(method, f"/{n}", content=content) for n in range(12)]
        assert [site.begun(f"{method} /{n}") for n in range(12)] == [1] * 12
    assert [answer.status_code for answer in answers] == [200] * 12
    if method != "HEAD":
        assert {answer.json()["body"] for answer in answers} == {len(content)}


def test_a_slow_answer_is_given_up_and_not_asked_for_again(tmp_path: Path) -> None:
    with edge(tmp_path, read_timeout=1) as site, visitor(site) as client:
        answers = [client.request(method, "/late") for method in ("GET", "PUT")]
        assert [site.begun(f"{method} /late") for method in ("GET", "PUT")] == [1, 1]
    assert [answer.status_code for answer in answers] == [504, 504]
    assert "The site will be back in a moment" in answers[0].text


@pytest.mark.parametrize("down", [(), ("app1",)])
def test_nobody_to_ask_is_said_once(tmp_path: Path, down: tuple[str, ...]) -> None:
    with edge(tmp_path, down=down) as site, visitor(site) as client:
        for number in range(len(site.apps)):
            site.stop(number)
        answers = [client.get("/") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {502}
    assert all("The site will be back in a moment" in answer.text for answer in answers)


@pytest.mark.parametrize("status", [413, 429, 500, 502, 503, 504])
def test_what_the_app_answers_stays_its_own(tmp_path: Path, status: int) -> None:
    with edge(tmp_path) as site, visitor(site) as client:
        answer = client.get(f"/status/{status}")
        assert site.begun(f"GET /status/{status}") == 1
    assert (answer.status_code, answer.text) == (status, "the app's own")


def test_the_log_names_whom_nginx_has_tried(tmp_path: Path) -> None:
    with edge(tmp_path) as site, visitor(site) as client:
        site.stop(0)
        for _ in range(4):
            client.get("/")
        alive = f"127.0.0.1:{site.apps[1].server_port}"
        tried = [entry["upstream"] for entry in site.log(4)]
        assert all(entry.endswith(alive) for entry in tried)
        assert any(" : " in entry for entry in tried)
