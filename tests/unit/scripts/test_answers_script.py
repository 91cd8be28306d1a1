"""Whether a server still answers: systemd is a stand-in, the rest is real."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from roles.remote import script_text
from tests.unit.doubles.playing_release import READINESS
from tests.unit.doubles.turning_server import TurningServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TurningServer]:
    made = TurningServer(tmp_path)
    made.install("r1")
    made.turn("r1")
    yield made
    made.close()


def ask(server: TurningServer) -> tuple[bool, str]:
    variables = {
        "unit": "site.service",
        "environment_file": str(server.folder / "site.env"),
        "url_address": "127.0.0.1",
        "readiness": f":1{READINESS}",
        "patience": "1",
    }
    path = f"{server.folder}/bin:{os.environ['PATH']}"
    ended = subprocess.run(
        ["sh", "-s"],
        input=script_text("answers", variables),
        env=os.environ | {"PATH": path, "PLAY": str(server.folder)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert ended.stderr == ""
    return ended.returncode == 0, ended.stdout.strip()


def test_who_runs_and_answers_where_it_listens_answers(server: TurningServer) -> None:
    assert ask(server) == (True, "")


@pytest.mark.parametrize(
    ("ends", "answered"), [("running", "503"), ("behaviour", "503"), ("port", "000")]
)
def test_who_does_not_is_said_to_be_what_it_is(
    server: TurningServer, ends: str, answered: str
) -> None:
    if ends == "running":
        (server.folder / "running").unlink()
    elif ends == "behaviour":
        server.install("r1", "never ready")
    else:
        (server.folder / "site.env").write_text(f"# Readiness: :1{READINESS}\n")
    answers, said = ask(server)
    assert not answers and said.endswith(f"{READINESS} answered {answered}, for 1 s")
