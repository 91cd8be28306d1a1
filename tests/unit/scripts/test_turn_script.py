"""What turn.sh leaves on an app server, whatever a release does."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doubles.turning_server import TurningServer

FAILURES = {
    "does-not-start": "start: systemd did not start the unit within 5 s",
    "crashes": "start: the unit did not stay up",
    "never ready": "readiness: http://127.0.0.1:{port}/ready answered 503 for 1 s",
    "fails visitors": "smoke: step 2 (POST /image): expected status 200, found status 500",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TurningServer]:
    made = TurningServer(tmp_path)
    made.install("r1")
    yield made
    made.close()


def everywhere(release: str, previous: str | None) -> dict[str, str | None]:
    return {"current": release, "running": release, "healthy": release, "previous": previous}


def test_a_healthy_release_is_in_place_and_the_one_before_it_kept(server: TurningServer) -> None:
    first = server.turn("r1")
    assert first.succeeded and first.lines[-1].startswith("ready after ")
    assert server.in_place() == everywhere("r1", previous=None)
    server.install("r2")
    second = server.turn("r2")
    assert second.succeeded and second.lines[-1].startswith("ready after ")
    assert server.in_place() == everywhere("r2", previous="r1")
    assert server.lines("history") == ["r1", "r2"]
    assert server.lines("rolled-back") == []


@pytest.mark.parametrize("behaviour", FAILURES)
def test_a_release_that_fails_a_gate_gives_way_to_the_one_before(
    server: TurningServer, behaviour: str
) -> None:
    server.turn("r1")
    server.install("r2", behaviour)
    gate = FAILURES[behaviour].format(port=server.port)
    failed = server.turn("r2", failed_gate=gate)
    assert not failed.succeeded and failed.lines[-1] == "outcome: restored"
    assert f"gate failed: {gate}" in failed.lines and "a line of the log" in failed.lines
    assert server.in_place() == everywhere("r1", previous=None)
    assert server.lines("history") == ["r1"] and server.lines("rolled-back") == []
    assert server.releases() == {"r1", "r2"}


def test_a_release_that_visitors_have_not_tried_is_not_healthy_yet(server: TurningServer) -> None:
    """The control machine may die then: what runs is no carrier, and what was before is known."""
    server.turn("r1")
    server.install("r2")
    assert server.switch("r2").succeeded
    assert server.in_place() == everywhere("r1", previous=None) | {
        "current": "r2",
        "running": "r2",
    }
    assert server.turn("r2").succeeded
    assert server.in_place() == everywhere("r2", previous="r1")


def test_a_release_that_dies_under_its_visitors_gives_way(server: TurningServer) -> None:
    server.turn("r1")
    server.install("r2")
    assert server.switch("r2").succeeded
    server.install("r2", "crashes")
    ended = server.judge("r2")
    assert not ended.succeeded and ended.lines[-1] == "outcome: restored"
    assert "gate failed: start: the unit did not stay up" in ended.lines
    assert server.in_place() == everywhere("r1", previous=None)


@pytest.mark.parametrize("behaviour", FAILURES)
def test_a_first_release_that_fails_a_gate_is_stopped(
    server: TurningServer, behaviour: str
) -> None:
    server.install("r0", behaviour)
    failed = server.turn("r0", failed_gate=FAILURES[behaviour])
    assert not failed.succeeded and failed.lines[-1] == "outcome: out"
    assert server.in_place() == {
        "current": "r0",
        "running": None,
        "healthy": None,
        "previous": None,
    }
    assert server.lines("history") == []


def test_a_server_whose_release_before_is_not_well_any_more_is_out(server: TurningServer) -> None:
    server.turn("r1")
    server.install("r1", "never ready")
    server.install("r2", "does-not-start")
    failed = server.turn("r2")
    assert not failed.succeeded and failed.lines[-1] == "outcome: out"
    assert server.in_place() == everywhere("r1", previous=None) | {"running": None}


@pytest.mark.parametrize(
    ("main_pid", "is_named"), [(0, True), (os.getpid(), False)], ids=["another", "its own"]
)
def test_another_process_that_holds_the_port_is_named(
    server: TurningServer, main_pid: int, is_named: bool
) -> None:
    server.install("r0", "never ready")
    (server.folder / "main-pid").write_text(f"{main_pid}\n")
    lines = server.turn("r0").lines
    held = f"port {server.port} is held by: LISTEN"
    assert any(line.startswith(held) for line in lines) is is_named


@pytest.mark.parametrize("behaviour", ["does well", "never ready", "fails visitors"])
def test_each_release_is_asked_at_the_port_of_its_own_environment(
    server: TurningServer, behaviour: str
) -> None:
    server.turn("r1")
    server.install("r2", behaviour)
    failed_gate = FAILURES[behaviour] if behaviour == "fails visitors" else ""
    turned = server.turn("r2", port=server.other_port, failed_gate=failed_gate)
    wanted = ("r2", "r1") if behaviour == "does well" else ("r1", None)
    assert server.in_place() == everywhere(wanted[0], previous=wanted[1])
    assert turned.succeeded or turned.lines[-1] == "outcome: restored"
