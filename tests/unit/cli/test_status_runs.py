"""A status shows every host, also those that can't be reached or read, and says so."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from paramiko import ECDSAKey

from tests.unit.doubles.examples import FRESH_HOST
from tests.unit.doubles.loopback_deploy import Groups, run
from tests.unit.doubles.ports import unused_port
from tests.unit.doubles.ssh_server import LOOPBACK, Shell, ssh_server

KEY = ECDSAKey.generate()
HOSTS = {"lb1": "lb", "app1": "app", "app2": "app", "redis1": "redis"}
WELL = partial(Shell, f"{FRESH_HOST}\nnginx active\nredis_answers yes\nsessions_in_redis 3\n")
PASSWORD = "s3cret"
NO_SUDO = {
    "admin is not in the sudoers file.": "admin is not in the sudoers file.",
    "sudo: a password is required": "sudo on app1 asks for a password",
}


class Site:
    """A cluster of which only some hosts answer, each at a port of the loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in {"config": "", "known_hosts": ""}.items():
            (folder / name).write_text(text)
        KEY.write_private_key_file(str(folder / "id"))
        self.dead_port = unused_port()
        self.own: dict[str, object] = {}

    @contextmanager
    def groups(self, **doors: Callable[[], Shell]) -> Iterator[Groups]:
        """Open the doors; hosts without one refuse the connection."""
        with ExitStack() as stack:
            ports = {
                name: stack.enter_context(ssh_server(KEY, door)) for name, door in doors.items()
            }
            groups: dict[str, dict[str, dict[str, object]]] = {"lb": {}, "app": {}, "redis": {}}
            for number, (name, group) in enumerate(HOSTS.items(), 1):
                port = ports.get(name, self.dead_port)
                groups[group][name] = {"address": f"192.0.2.{number}", "ssh_port": port}
                groups[group][name] |= self.login | self.own
            yield groups

    def run(self, *words: str, **doors: Callable[[], Shell]) -> subprocess.CompletedProcess[str]:
        """Run pyinfra to its end."""
        with self.groups(**doors) as groups:
            ended = run(self.folder, groups, *words)
        assert "Traceback" not in ended.stdout + ended.stderr
        return ended

    @property
    def login(self) -> dict[str, object]:
        return {
            "ssh_hostname": LOOPBACK,
            "ssh_key": str(self.folder / "id"),
            "ssh_config_file": str(self.folder / "config"),
            "ssh_known_hosts_file": str(self.folder / "known_hosts"),
            "ssh_strict_host_key_checking": "no",
        }

    @property
    def advice(self) -> str:
        return f"does not answer at {LOOPBACK}, port {self.dead_port}: check that it runs"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def found(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The health and the drift of each host."""
    return {row["host"]: (row["health"], row["drift"]) for row in json.loads(ended.stdout)}


def test_hosts_that_all_tell(site: Site) -> None:
    ended = site.run("--json", "status.py", lb1=WELL, app1=WELL, app2=WELL, redis1=WELL)
    assert ended.returncode == 0, ended.stderr
    healths = ("well", "does not run", "does not run", "answers")
    assert found(ended) == {name: (health, []) for name, health in zip(HOSTS, healths, strict=True)}
    # pyinfra says the first before it reads what quiets it, and the others are warnings.
    first, *others = ended.stderr.splitlines()
    assert first == "--> Loading config..."
    assert all(line.startswith("    No host key for ") for line in others), ended.stderr


@pytest.mark.parametrize("said", NO_SUDO)
def test_one_that_refuses_the_connection_and_one_without_sudo(site: Site, said: str) -> None:
    no_sudo = partial(Shell, f"{said}\n", 1)
    ended = site.run("--json", "status.py", lb1=WELL, app1=no_sudo, redis1=WELL)
    assert ended.returncode == 1
    servers = {"app1": ("can't be read", None), "app2": ("unreachable", None)}
    assert found(ended) == {"lb1": ("well", []), **servers, "redis1": ("answers", [])}
    assert f"app2 {site.advice}" in ended.stderr
    assert f"app1 could not be surveyed: {NO_SUDO[said]}" in ended.stderr
    assert "Nothing was changed" not in ended.stderr


def test_one_that_is_left_behind_is_not_asked(site: Site) -> None:
    site.own = {"without": "app2"}
    ended = site.run("--json", "status.py", lb1=WELL, app1=WELL, redis1=WELL)
    assert ended.returncode == 0, ended.stderr
    assert found(ended).keys() == {"lb1", "app1", "redis1"}


class SudoShell(Shell):
    """A host whose sudo asks for a password."""

    def answer(self, given: bytes) -> str:
        return self.output if given.startswith(f"{PASSWORD}\n".encode()) else ""


def test_hosts_whose_sudo_asks_for_a_password(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.own = {"_sudo": True, "sudo_password_from": "DEPLOY_SUDO"}
    doors = dict.fromkeys(HOSTS, partial(SudoShell, *WELL.args))
    monkeypatch.setenv("DEPLOY_SUDO", PASSWORD)
    ended = site.run("--json", "status.py", **doors)
    assert ended.returncode == 0, ended.stderr
    assert [health for health, _ in found(ended).values()][::3] == ["well", "answers"]
    monkeypatch.delenv("DEPLOY_SUDO")
    with site.groups() as groups:
        refused = run(site.folder, groups, "-y", "unlock.py")
    assert refused.returncode == 1
    assert "sudo_password_from of lb1 is 'DEPLOY_SUDO', and the environment" in refused.stderr


def test_a_person_reads_the_advice_below_the_table(site: Site) -> None:
    ended = site.run("status.py", lb1=WELL, app1=WELL, redis1=WELL)
    assert ended.returncode == 1
    row = next(line for line in ended.stdout.splitlines() if "app2" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        *("app2", "app", "", "", "", "unreachable", "", "", ""),
    ]
    assert ended.stdout.splitlines()[-1].startswith(f"app2 {site.advice}")


def test_a_cluster_of_which_no_host_answers(site: Site) -> None:
    ended = site.run("--json", "status.py")
    assert ended.returncode == 1
    assert found(ended) == dict.fromkeys(HOSTS, ("unreachable", None))
    assert all(f"{host} {site.advice}" in ended.stderr for host in HOSTS)
    assert "Nothing was changed" not in ended.stderr


@pytest.mark.parametrize("words", [["deploy.py"], ["unlock.py"], ["status.py", "unlock.py"]])
def test_what_changes_something_does_not_begin_without_a_host(site: Site, words: list[str]) -> None:
    ended = site.run("-y", *words, lb1=WELL, app1=WELL, redis1=WELL)
    assert ended.returncode == 1 and ended.stdout == ""
    assert f"Nothing was changed. app2 {site.advice}" in ended.stderr
