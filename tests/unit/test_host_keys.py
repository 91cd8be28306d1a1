"""The host keys of an inventory are shown beside what is known, and added once compared."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from paramiko import ECDSAKey, PKey

from tests.unit.doubles.examples import PROJECT
from tests.unit.doubles.ports import unused_port
from tests.unit.doubles.ssh_server import LOOPBACK, ssh_server

HOSTS = {"lb": "lb1", "app": "app1", "redis": "redis1"}


@dataclass
class Collecting:
    """Hosts that show a key each, at ports of the loopback, and what is known of them."""

    folder: Path
    keys: dict[str, PKey]

    @property
    def known_hosts(self) -> Path:
        return self.folder / "known_hosts"

    def known(self, name: str, port: int, key: PKey | None = None) -> str:
        key = key or self.keys[name]
        return f"[{LOOPBACK}]:{port} {key.get_name()} {key.get_base64()}\n"

    @contextmanager
    def ports(self, *away: str) -> Iterator[dict[str, int]]:
        """Have the hosts answer, once each."""
        with ExitStack() as stack:
            yield {
                name: unused_port() if name in away else stack.enter_context(ssh_server(key))
                for name, key in self.keys.items()
            }

    def run(self, ports: dict[str, int], *flags: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "config").write_text("")
        inventory = self.folder / "site.py"
        login = {
            "ssh_hostname": LOOPBACK,
            "ssh_known_hosts_file": str(self.known_hosts),
            "ssh_config_file": str(self.folder / "config"),
        }
        inventory.write_text(
            "".join(
                f"{group} = [({name!r}, {login | {'ssh_port': ports[name]}!r})]\n"
                for group, name in HOSTS.items()
            )
        )
        return subprocess.run(
            [sys.executable, "-m", "verify.host_keys", str(inventory), *flags],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def site(tmp_path: Path) -> Collecting:
    return Collecting(tmp_path, {name: ECDSAKey.generate() for name in HOSTS.values()})


def test_new_keys_are_shown_and_added_only_when_asked(site: Collecting) -> None:
    with site.ports() as ports:
        shown = site.run(ports)
    assert shown.returncode == 1, shown.stderr
    assert not site.known_hosts.exists()
    for name, key in site.keys.items():
        (row,) = (line for line in shown.stdout.splitlines() if name in line.split())
        assert key.fingerprint in row and "new" in row.split()
    assert "Compare each new fingerprint with the host's own" in shown.stdout
    with site.ports() as ports:
        added = site.run(ports, "--add")
    assert added.returncode == 0, added.stdout + added.stderr
    wanted = {site.known(name, port) for name, port in ports.items()}
    assert set(site.known_hosts.read_text().splitlines(keepends=True)) == wanted


def test_a_key_that_has_changed_is_never_added(site: Collecting) -> None:
    with site.ports() as ports:
        known = [site.known("lb1", ports["lb1"]), site.known("app1", ports["app1"])]
        known.append(site.known("redis1", ports["redis1"], ECDSAKey.generate()))
        site.known_hosts.write_text("".join(known))
        shown = site.run(ports, "--add")
    assert shown.returncode == 1
    assert site.known_hosts.read_text() == "".join(known)
    rows = shown.stdout.splitlines()
    (changed,) = (row for row in rows if "another one is known" in row)
    assert "redis1" in changed and site.keys["redis1"].fingerprint in changed
    assert "redis1 shows another SSH host key than" in shown.stdout
    assert "somebody may be in between" in shown.stdout


def test_a_host_that_is_away_is_named_with_what_ssh_says(site: Collecting) -> None:
    with site.ports("app1") as ports:
        shown = site.run(ports, "--add")
    assert shown.returncode == 1
    (row,) = (line for line in shown.stdout.splitlines() if "app1" in line)
    assert "not reached" in row and "Connection refused" in row
    assert len(site.known_hosts.read_text().splitlines()) == 2


def test_an_inventory_that_is_none_is_refused_in_a_sentence(site: Collecting) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "verify.host_keys", str(site.folder / "none.py")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "is no file: name one" in ended.stderr and "Traceback" not in ended.stderr
