"""A revision that one server gives to another that has not kept it."""

import os
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from roles.remote import ScriptResult, script_text
from tests.unit.doubles.playing_release import READINESS
from tests.unit.doubles.turning_server import TurningServer
from tests.unit.scripts.test_turn_script import everywhere


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[TurningServer, TurningServer]]:
    """One that came from r1 to r2, and one that was made anew since."""
    made = []
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        made.append(TurningServer(tmp_path / name))
    old, new = made
    for release in ("r1", "r2"):
        old.install(release)
        old.turn(release, further_environment='SERVER_ADDRESS="here"\nA="b"\n')
    new.install("r2")
    new.turn("r2")
    yield old, new
    for server in made:
        server.close()


def run_on(server: TurningServer, script: str, **variables: str) -> ScriptResult:
    given = {
        **server.step,
        "releases": str(server.folder / "releases"),
        "release": "r1",
        "revision": f"r1.{server.port}",
        **variables,
    }
    ended = subprocess.run(
        ["sh", "-s"],
        input=script_text(script, given),
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert ended.stderr == ""
    return ScriptResult(ended.returncode == 0, ended.stdout.splitlines())


def hand_over(old: TurningServer, new: TurningServer, spoil: bytes = b"") -> ScriptResult:
    """Have one server give its r1, and the other one take it."""
    given = run_on(old, "give")
    assert given.succeeded
    tar = b64decode("".join(given.lines))
    incoming = new.folder / "releases/incoming.tar"
    incoming.write_bytes(tar + spoil)
    return run_on(
        new,
        "receive",
        revision=f"r1.{old.port}",
        incoming=str(incoming),
        sha256=sha256(tar).hexdigest(),
        address="there",
    )


def test_what_another_server_gave_can_be_gone_back_to(
    servers: tuple[TurningServer, TurningServer],
) -> None:
    old, new = servers
    taken = hand_over(old, new)
    assert taken.succeeded and taken.lines == [f"has r1.{old.port} from another server"]
    assert new.releases() == {"r1", "r2"} == new.revisions()
    assert not list((new.folder / "releases").glob("incoming*"))
    kept = new.state / "revisions" / f"r1.{old.port}"
    environment = (kept / "environment").read_text().splitlines()
    # Its own address; the rest is as the other server ran it.
    assert environment[2:] == ['SERVER_ADDRESS="there"', 'A="b"']
    assert {oct(file.stat().st_mode & 0o077) for file in kept.iterdir()} == {"0o0"}
    # The other one's port is not this one's here, so that only its release can answer.
    (kept / "environment").write_text(f'SERVER_PORT="{new.port}"\n')
    turned = new.turn(
        "r1", how="rollback", revision=f"r1.{old.port}", now=f":{new.port}{READINESS}"
    )
    assert turned.succeeded
    assert new.in_place() == everywhere("r1", previous="r2")
    assert new.lines("history") == ["r2", "r1"] and new.lines("rolled-back") == []


def test_what_came_otherwise_than_it_was_given_is_not_kept(
    servers: tuple[TurningServer, TurningServer],
) -> None:
    old, new = servers
    refused = hand_over(old, new, spoil=b"more")
    assert not refused.succeeded and "not what the other server gave" in refused.lines[0]
    assert new.releases() == {"r2"} == new.revisions()


def test_a_server_gives_nothing_that_is_not_whole(
    servers: tuple[TurningServer, TurningServer],
) -> None:
    old, _ = servers
    (old.folder / "releases/r1/app.jar").write_text("another")
    assert run_on(old, "give") == ScriptResult(False, [])
    assert run_on(old, "give", revision="r9.1") == ScriptResult(False, [])
