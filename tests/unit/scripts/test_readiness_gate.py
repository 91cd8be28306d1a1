"""What the readiness gate waits for, and what it does not wait for."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.unit.doubles.answering_app import answering
from tests.unit.doubles.turning_server import TurningServer

PATIENT = "60"
CURES = {
    401: ("wants a login there", "Spring Security", "readiness_path"),
    403: ("wants a login there", "Spring Security", "readiness_path"),
    404: ("spring-boot-starter-actuator", "context path", "readiness_path", "readiness_port"),
    410: ("readiness_path",),
    204: ("readiness_path",),
    302: ("leads to http://127.0.0.1:{port}/login", "Is that a login", "is it https"),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TurningServer]:
    made = TurningServer(tmp_path)
    made.install("r1")
    yield made
    made.close()


def gate(lines: Sequence[str]) -> str:
    (failed,) = [line for line in lines if line.startswith("gate failed: ")]
    return failed.removeprefix("gate failed: ")


@pytest.mark.parametrize("status", CURES)
def test_an_answer_that_waiting_does_not_change_ends_the_gate_with_the_cure(
    server: TurningServer, status: int
) -> None:
    with answering(status, leads_to="/login" if status == 302 else "") as app:
        port = app.server_port
        turned = server.turn("r1", readiness=f":{port}/shop/health", readiness_timeout=PATIENT)
        asked = len(app.asked)
    failed = gate(turned.lines)
    assert not turned.succeeded and turned.lines[-1] == "outcome: out"
    begins = f"readiness: http://127.0.0.1:{port}/shop/health answered {status}"
    assert failed.startswith(begins) and "waiting does not change that" in failed
    assert all(word.format(port=port) in failed for word in CURES[status]), failed
    # With a quarter of a second between two of them: by far not the minute that it might have had.
    assert 1 < asked < 40


@pytest.mark.parametrize("before", [404, 503, 500])
def test_an_answer_that_changes_is_waited_for(server: TurningServer, before: int) -> None:
    with answering(before, before, 200) as app:
        turned = server.turn(
            "r1", readiness=f":{app.server_port}/health", readiness_timeout=PATIENT
        )
    assert turned.succeeded and len(app.asked) == 3


def test_answers_that_come_and_go_are_waited_for(server: TurningServer) -> None:
    # Together they take longer than an answer has to stay the same.
    with answering(*[404, 503] * 8, 200) as app:
        assert server.turn(
            "r1", readiness=f":{app.server_port}/health", readiness_timeout=PATIENT
        ).succeeded


@pytest.mark.parametrize("status", [503, 500, None])
def test_a_fault_of_the_apps_own_is_waited_for_until_the_limit(
    server: TurningServer, status: int | None
) -> None:
    with answering(status or 200) as app:
        port = app.server_port if status else 1
        turned = server.turn("r1", readiness=f":{port}/health", readiness_timeout="2")
    answered = f"answered {status}" if status else "gave no answer"
    assert gate(turned.lines) == f"readiness: http://127.0.0.1:{port}/health {answered} for 2 s"


def test_readiness_is_asked_as_of_a_visitor_who_came_by_tls(server: TurningServer) -> None:
    with answering(200) as app:
        asked = server.turn("r1", readiness=f":{app.server_port}/health?group=ready")
    assert asked.succeeded and app.asked == [("/health?group=ready", "https")]


def test_what_comes_back_is_asked_where_its_own_environment_says(server: TurningServer) -> None:
    server.install("r2")
    with answering(200) as own, answering(404) as other:
        # The environment may name an address, where Actuator has a port of its own.
        assert server.turn("r1", readiness=f"127.0.0.1:{own.server_port}/health").succeeded
        turned = server.turn("r2", readiness=f":{other.server_port}/shop/health")
    assert turned.lines[-1] == "outcome: restored"
    assert [path for path, _ in own.asked] == ["/health", "/health"]
    assert re.search("/shop/health answered 404", gate(turned.lines))


def test_what_an_earlier_kit_has_placed_is_asked_as_is_asked_for_now(
    server: TurningServer,
) -> None:
    environment = f'SERVER_PORT="{server.port}"\n'
    with answering(200) as app:
        turned = server.turn("r1", now=f":{app.server_port}/health", environment=environment)
    assert turned.succeeded and [path for path, _ in app.asked] == ["/health"]
