"""OpenSSH goes the way that pyinfra goes, comes to an end, and says what was wrong."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from roles.configuration.cluster import InventoryHost
from roles.connection import ssh_login
from roles.connection.ssh_config import render_ssh_config
from roles.connection.ssh_login import SshLogin
from roles.connection.ssh_route import read_route
from roles.errors import RefusedError
from verify.target import open_target

CONFIGURATION = """\
Host front
    HostName 192.0.2.11
    Port 2222
    User somebody
Host 192.0.2.*
    ProxyJump gate
Host gate
    User visitor
Host command
    ProxyCommand nc %h %p
Host *
    ConnectTimeout 99
    StrictHostKeyChecking ask
"""
DATA = {"ssh_key": "/keys/id", "ssh_strict_host_key_checking": "yes"}


def login(folder: Path, asked: str, **data: object) -> SshLogin:
    """The way to a host of an inventory."""
    own = folder / "own"
    own.write_text(CONFIGURATION)
    given = {**DATA, "ssh_hostname": asked, "ssh_config_file": str(own), **data}
    route = read_route("app1", given)
    config = folder / "config"
    config.write_text(render_ssh_config(InventoryHost("app1", ("app",), given), route, folder))
    return SshLogin(route, None, config)


def understood(command: list[str]) -> dict[str, str]:
    """What OpenSSH makes of a command."""
    ended = subprocess.run([*command, "-G"], capture_output=True, text=True, check=True)
    return dict(line.partition(" ")[::2] for line in ended.stdout.splitlines())


@pytest.mark.parametrize(
    ("asked", "data", "expected"),
    [
        ("front", {}, {"hostname": "192.0.2.11", "port": "2222", "user": "somebody"}),
        ("front", {"ssh_port": 22, "ssh_user": "deploy"}, {"port": "22", "user": "deploy"}),
        ("192.0.2.12", {}, {"hostname": "192.0.2.12", "proxyjump": "gate"}),
        ("command", {}, {"proxycommand": "nc %h %p"}),
        (
            "app1",
            {},
            {
                "identityfile": "/keys/id",
                "stricthostkeychecking": "true",
                "batchmode": "yes",
                "connecttimeout": "5",
                "controlmaster": "auto",
            },
        ),
    ],
)
def test_ssh_sees_the_inventory_and_then_the_configuration(
    tmp_path: Path, asked: str, data: dict[str, object], expected: dict[str, str]
) -> None:
    options = understood(login(tmp_path, asked, **data).command())
    assert {key: options[key] for key in expected} == expected


def test_a_jump_host_asks_nothing_and_shares_nothing(tmp_path: Path) -> None:
    config = login(tmp_path, "192.0.2.12", ssh_user="deploy").config
    options = understood(["ssh", "-F", str(config), "gate"])
    assert (options["user"], options["batchmode"]) == ("visitor", "yes")
    assert options["controlmaster"] == "false" and "controlpath" not in options
    assert options["identityfile"] != "/keys/id" and options["stricthostkeychecking"] == "ask"


def test_hosts_may_differ_in_their_ports_only(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text(CONFIGURATION)
    data = {"ssh_hostname": "front", "ssh_config_file": str(own)}
    inventory = tmp_path / "site.py"
    inventory.write_text(
        f"_data = {data!r}\n"
        "lb = [('app1', {**_data, 'ssh_port': 2201, 'address': '192.0.2.1'})]\n"
        "app = redis = [('app2', {**_data, 'ssh_port': 2202, 'address': '192.0.2.2'})]\n"
    )
    with open_target(str(inventory)) as target:
        found = {name: understood(login.command()) for name, login in target.logins.items()}
    assert {name: options["port"] for name, options in found.items()} == {
        "app1": "2201",
        "app2": "2202",
    }
    assert {options["hostname"] for options in found.values()} == {"192.0.2.11"}


def test_a_host_that_asks_for_a_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="app1 has ssh_password: the verification logs in by"):
        login(tmp_path, "app1", ssh_password="a")


@pytest.fixture
def pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What a stand-in for ssh waits at until the test is over."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    # Whoever opens it to read and to write never waits.
    with path.open("r+b", buffering=0):
        yield path


def stand_in(folder: Path, script: str) -> None:
    ssh = folder / "ssh"
    ssh.write_text(f"#!/bin/sh\n{script}\n")
    ssh.chmod(0o755)


def test_what_ssh_leaves_behind_is_not_waited_for(tmp_path: Path, pipe: Path) -> None:
    # Opened before it goes on: whoever is left behind sees the end of the pipe.
    stand_in(tmp_path, f"exec 3<{pipe}\ncat <&3 >&2 &\necho refused >&2\nexit 255")
    sentence = login(tmp_path, "front").connect()
    assert sentence == "refused. See it with: ssh -v front"


def test_ssh_is_not_waited_for_without_end(
    tmp_path: Path, pipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, f"exec cat <{pipe}")
    monkeypatch.setattr(ssh_login, "LIMIT_SECONDS", 0.1)
    sentence = login(tmp_path, "front").connect()
    assert sentence == "ssh has come to no end within 0.1 s. See it with: ssh -v front"
