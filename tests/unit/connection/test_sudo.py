"""A password reaches sudo, and nothing else on the host."""

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyinfra.api.command import StringCommand
from testinfra.host import Host

from roles.connection.sudo import SudoPasswords, as_root, sudo_password
from roles.errors import RefusedError
from tests.unit.doubles.asking_sudo import place_sudo
from verify.root import SshWithPassword

PASSWORD = ' s3 cr"et\\ $HOME '


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host with such a sudo."""
    monkeypatch.setenv("PATH", f"{place_sudo(tmp_path, PASSWORD)}:{os.environ['PATH']}")
    return tmp_path


def run(password: str, given: str, **arguments: Any) -> subprocess.CompletedProcess[str]:
    command = as_root(StringCommand("sh", "-s"), _sudo=True, **arguments).get_raw_value()
    assert password not in command
    lines = f"{password}\n{given}"
    return subprocess.run(["sh", "-c", command], input=lines, capture_output=True, text=True)


@pytest.mark.parametrize("asks", [True, False])
def test_what_follows_the_password_is_the_commands(path: Path, asks: bool) -> None:
    if not asks:
        (path / "asks-nothing").touch()
    ended = run(PASSWORD, "cat <<.\nfirst\n.\necho ${SESSION_CLUSTER_SUDO:-unset}\n")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "first\nunset\n", "")
    listed = (path / "listed").read_text()
    assert "-k -p SESSION_CLUSTER_SUDO" in listed and PASSWORD not in listed


def test_a_wrong_password_runs_nothing(path: Path) -> None:
    ended = run("another", "echo first\n")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "sudo: 3 incorrect password attempts\n"


class Connector:
    """Keeps what pyinfra's connector was asked."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}

    def run_shell_command(
        self, command: StringCommand, print_output: bool, print_input: bool, **arguments: Any
    ) -> tuple[bool, list[str]]:
        self.asked = {"command": command.get_raw_value(), **arguments}
        return True, []


@pytest.mark.parametrize(
    ("named", "given"), [({"app1": PASSWORD}, {}), ({}, {"_sudo_password": PASSWORD})]
)
def test_every_command_for_root_is_given_it_first(
    named: dict[str, str | None], given: dict[str, str]
) -> None:
    connector = Connector()
    host: Any = SimpleNamespace(name="app1", connector=connector)
    SudoPasswords(named).host_connect(host, host)
    arguments = {"_sudo": True, "_timeout": 5, "_env": {"LANG": "C"}, **given}
    for stdin in ("script", ["script"]):
        connector.run_shell_command(
            StringCommand("sh", "-s"), False, False, _stdin=stdin, **arguments
        )
        assert connector.asked.pop("_stdin") == [PASSWORD, "script"]
        assert connector.asked.pop("command").endswith(" sh -c 'export LANG=C && sh -s'")
        assert connector.asked == {"_timeout": 5}
    # What the SSH user does itself.
    connector.run_shell_command(StringCommand("rm", "a"), False, False, **given)
    assert connector.asked == {"command": "rm a"}


def test_a_host_that_asks_nothing_is_asked_as_before() -> None:
    connector = Connector()
    host: Any = SimpleNamespace(name="app1", connector=connector)
    SudoPasswords({"app1": None}).host_connect(host, host)
    connector.run_shell_command(StringCommand("id"), False, False, _sudo=True)
    assert connector.asked == {"command": "id", "_sudo": True}


def test_the_verification_gives_it_through_ssh(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path / "ssh").write_text('#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
    (path / "ssh").chmod(0o755)
    host = Host(SshWithPassword("app1", PASSWORD))
    assert host.run("echo %s; cat", "it's").stdout == "it's\n"
    assert Host(SshWithPassword("app1", "another")).run("true").failed
    assert PASSWORD not in (path / "listed").read_text()


def test_it_comes_from_the_environment_of_this_machine() -> None:
    data = {"sudo_password_from": "DEPLOY"}
    assert sudo_password("app1", data, {"DEPLOY": PASSWORD}) == PASSWORD
    assert sudo_password("app1", {"sudo_password_from": ""}, {}) is None


@pytest.mark.parametrize("value", [None, "", "two\nlines"])
def test_one_that_is_not_there_is_refused_by_name(value: str | None) -> None:
    environment = {} if value is None else {"DEPLOY": value}
    with pytest.raises(RefusedError) as refused:
        sudo_password("app1", {"sudo_password_from": "DEPLOY"}, environment)
    assert str(refused.value) == (
        "sudo_password_from of app1 is 'DEPLOY', and the environment of this machine has no "
        "DEPLOY, or none that is one line: export it before the run."
    )


def test_one_in_an_inventory_is_refused_and_not_shown() -> None:
    with pytest.raises(RefusedError) as refused:
        sudo_password("app1", {"_sudo_password": PASSWORD})
    assert str(refused.value).startswith("app1 has _sudo_password: a password stands in no")
    assert PASSWORD not in str(refused.value)
