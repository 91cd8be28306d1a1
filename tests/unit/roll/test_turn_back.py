"""What turn.sh remembers of releases: which to go back to, which were left, which are removed."""

import socket
from pathlib import Path

import pytest

from roles.remote import ScriptResult
from roles.run.lock_words import LOST
from tests.unit.doubles.turning_server import GROUP, TurningServer
from tests.unit.scripts.test_turn_script import everywhere


def restore(server: TurningServer) -> ScriptResult:
    return server.turn("r2", how="restore")


def test_a_restored_server_is_as_if_it_had_had_no_turn(server: TurningServer) -> None:
    server.install("r3")
    before = lists(server)
    server.turn("r3")
    assert (server.state / "moved").exists() and server.lines("history") == ["r1", "r2", "r3"]
    back = server.turn("r3", how="restore")
    assert back.succeeded and back.lines[-1].startswith("ready after ")
    assert server.in_place() == everywhere("r2", previous="r1")
    assert lists(server) == before and not (server.state / "moved").exists()


def test_a_restored_rollback_leaves_no_trace_either(server: TurningServer) -> None:
    before = lists(server)
    assert server.roll_back("r1").succeeded
    assert server.in_place() == everywhere("r1", previous="r2")
    assert (server.lines("history"), server.lines("rolled-back")) == (["r1", "r2"], ["r2"])
    assert restore(server).succeeded
    assert server.in_place() == everywhere("r2", previous="r1")
    assert lists(server) == before and server.lines("rolled-back") == []


def lists(server: TurningServer) -> list[list[str]]:
    return [server.lines(name) for name in ("history", "rolled-back", "previous")]


@pytest.mark.parametrize("turn", ["forward", "failed", "restored"])
def test_only_the_app_can_read_its_properties_whatever_mode_a_copy_has(
    server: TurningServer, turn: str
) -> None:
    for kept in (server.state / "revisions").iterdir():
        (kept / "properties").chmod(0o644)
    (server.folder / "etc/application.yml").chmod(0o644)
    server.install("r3", "does-not-start" if turn == "failed" else "does well")
    turned = server.turn("r3", how="restore" if turn == "restored" else "deploy")
    assert turned.succeeded is (turn != "failed")
    assert server.properties_mode() == f"{GROUP} 640"


def test_a_server_is_restored_to_the_port_that_it_had(server: TurningServer) -> None:
    server.install("r3")
    server.turn("r3", port=server.other_port)
    assert server.turn("r3", port=server.other_port, how="restore").succeeded
    assert server.in_place() == everywhere("r2", previous="r1")


def test_a_server_that_cannot_be_restored_stays_on_what_it_runs(server: TurningServer) -> None:
    server.install("r1", "never ready")
    failed = server.turn("r2", how="restore")
    assert not failed.succeeded and failed.lines[-1] == "outcome: restored"
    assert server.in_place() == everywhere("r2", previous="r1")
    assert server.lines("history") == ["r1", "r2"]
    assert server.lines("rolled-back") == []


def test_a_server_that_ran_nothing_before_is_left_alone(tmp_path: Path) -> None:
    server = TurningServer(tmp_path)
    server.install("r1")
    server.turn("r1")
    commands = (tmp_path / "commands").read_text()
    refused = server.turn("r1", how="restore")
    server.close()
    assert refused.lines == ["there is nothing that it ran before", "outcome: restored"]
    assert not refused.succeeded
    assert (tmp_path / "commands").read_text() == commands
    assert server.in_place() == everywhere("r1", previous=None)


@pytest.mark.parametrize("restore", ["no", "yes"])
def test_a_turn_without_the_lock_drains_and_restarts_nothing(
    server: TurningServer, restore: str
) -> None:
    server.install("r3")
    commands = (server.folder / "commands").read_text()
    (server.state / "lock").unlink()
    refused = server.turn("r3", restore=restore)
    assert (refused.succeeded, refused.lines) == (False, [LOST])
    assert (server.folder / "commands").read_text() == commands
    assert server.in_place() == everywhere("r2", previous="r1")


def test_a_repaired_server_keeps_what_it_ran_before(server: TurningServer) -> None:
    assert server.turn("r2").succeeded
    assert server.in_place() == everywhere("r2", previous="r1")
    assert server.lines("history") == ["r1", "r2"]


def test_what_the_first_kit_kept_is_taken_over(server: TurningServer) -> None:
    for kept, name in {"healthy": "r2", "previous": "r1"}.items():
        (server.state / kept).unlink()
        (server.state / "revisions" / f"{name}.{server.port}").rename(server.state / kept)
    (server.state / "revisions").rmdir()
    (server.state / "history").write_text("r1\nr2\n")
    (server.state / "rolled-back").write_text("")
    server.install("r3")
    assert server.turn("r3").succeeded
    assert server.in_place() == everywhere("r3", previous="r2")
    assert (server.state / "history").read_text() == f"r1.0\nr2.0\nr3.{server.port}\n"
    assert server.turn("r3", how="restore").succeeded
    assert server.in_place() == everywhere("r2", previous="r1")


def test_a_turn_waits_for_the_requests_in_flight(server: TurningServer) -> None:
    said = "gave up waiting for its requests in flight after 1 s"
    with socket.create_connection(("127.0.0.1", server.port)):
        assert said in server.turn("r2").lines
    assert said not in server.turn("r2").lines
