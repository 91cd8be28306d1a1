"""What turn.sh leaves on an app server, whatever a release does."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doubles.turning_server import TurningServer

FAILURES = {
    "does-not-start": "start: systemd did not start the unit within 5 s",
    "crashes": "start: the unit did not stay up",
    "never ready": "readiness: http://127.0.0.1:{port}/ready answered 503 for 1 s",
    "answers 500": "smoke: POST http://127.0.0.1:{port}/image answered 500, expected a redirect; "
    "tried # times in 2 s",
    "refuses": "smoke: POST http://127.0.0.1:{port}/image answered 403, expected a redirect",
    "swaps": "smoke: http://127.0.0.1:{port}/image/raw gave another picture, expected the upload",
    "forgets": "sessions: one that the release before wrote can't be read, "
    "http://127.0.0.1:{port}/image/raw gave 500; tried # times in 2 s",
}
TRIED = re.compile(r"tried ([2-9]) times")


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
    failed = server.turn("r2")
    gate = FAILURES[behaviour].format(port=server.port)
    assert not failed.succeeded and failed.lines[-1] == "outcome: restored"
    lines = [TRIED.sub("tried # times", line) for line in failed.lines]
    assert f"gate failed: {gate}" in lines and "a line of the log" in lines
    assert server.in_place() == everywhere("r1", previous=None)
    assert server.lines("history") == ["r1"] and server.lines("rolled-back") == []
    assert server.releases() == {"r1", "r2"}


def test_a_release_that_is_slow_at_first_is_tried_again(server: TurningServer) -> None:
    server.turn("r1")
    server.install("r2", "slow at first")
    turned = server.turn("r2", smoke_timeout="20", session_gate_timeout="20")
    assert turned.succeeded and server.in_place() == everywhere("r2", previous="r1")
    site = f"http://127.0.0.1:{server.port}/image"
    said = [line for line in turned.lines if line.startswith("passed at try ")]
    assert said == [
        f"passed at try 5; the one before: smoke: GET {site} answered 500 after the upload, "
        "expected the page",
        "passed at try 3; the one before: sessions: one that the release before wrote can't be "
        f"read, {site}/raw gave 500",
    ]


@pytest.mark.parametrize("behaviour", sorted(FAILURES.keys() - {"forgets"}))
def test_a_first_release_that_fails_a_gate_is_stopped(
    server: TurningServer, behaviour: str
) -> None:
    server.install("r0", behaviour)
    failed = server.turn("r0")
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


@pytest.mark.parametrize(
    ("running", "keeps_sessions", "said"),
    [("does well", "no", ""), ("answers 500", "yes", "the running release wrote no session")],
)
def test_without_a_session_of_the_release_before_none_is_asked_for(
    server: TurningServer, running: str, keeps_sessions: str, said: str
) -> None:
    server.turn("r1")
    server.install("r1", running)
    server.install("r2", "forgets")
    turned = server.turn("r2", keeps_sessions=keeps_sessions)
    assert turned.succeeded and any(line.startswith(said) for line in turned.lines)


@pytest.mark.parametrize("behaviour", ["does well", "answers 500", "slow at first", "forgets"])
def test_every_session_that_the_gates_made_is_named_to_be_forgotten(
    server: TurningServer, behaviour: str
) -> None:
    server.turn("r1")
    before = set(server.sessions)
    server.install("r2", behaviour)
    forget = [line for line in server.turn("r2").lines if line.startswith("forget ")]
    made = server.sessions.keys() - before
    assert {line.removeprefix("forget ").strip() for line in forget} - {""} == made != set()


@pytest.mark.parametrize("behaviour", ["does well", "never ready", "forgets"])
def test_each_release_is_asked_at_the_port_of_its_own_environment(
    server: TurningServer, behaviour: str
) -> None:
    server.turn("r1")
    server.install("r2", behaviour)
    turned = server.turn("r2", port=server.other_port)
    wanted = ("r2", "r1") if behaviour == "does well" else ("r1", None)
    assert server.in_place() == everywhere(wanted[0], previous=wanted[1])
    assert turned.succeeded or turned.lines[-1] == "outcome: restored"
    assert not any("wrote no session" in line for line in turned.lines)
