"""A jump host that lets nobody through is told of in one sentence."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from paramiko import ECDSAKey, PKey

from tests.unit.doubles.loopback_deploy import deploy
from tests.unit.doubles.ports import unused_port
from tests.unit.doubles.ssh_server import LOOPBACK, ClosedDoor, DeadEnd, ssh_server

KEY = ECDSAKey.generate()


def refusal(folder: Path, port: int, known: PKey | None = KEY, **options: str) -> str:
    """Deploy to a host behind the jump host at that port; give what is said of it."""
    key = folder / "id"
    KEY.write_private_key_file(str(key))
    known_hosts = folder / "known_hosts"
    line = f"[{LOOPBACK}]:{port} {known.get_name()} {known.get_base64()}\n" if known else ""
    known_hosts.write_text(line)
    config = folder / "config"
    gate = {
        "HostName": LOOPBACK,
        "Port": port,
        "User": "visitor",
        "IdentityFile": key,
        "UserKnownHostsFile": known_hosts,
        **options,
    }
    config.write_text(f"Host app1\nProxyJump gate\n{block('gate', gate)}")
    ended = deploy(folder, ssh_hostname="app1", ssh_config_file=str(config), ssh_key=str(key))
    output = ended.stdout + ended.stderr
    assert ended.returncode == 1 and "Traceback" not in output
    (sentence,) = set(re.findall(r"Nothing was changed\. (.+)", output))
    return str(sentence).replace(str(folder), "FOLDER")


def block(name: str, options: Mapping[str, object]) -> str:
    return "\n".join([f"Host {name}", *(f"{key} {value}" for key, value in options.items())])


def test_one_that_does_not_answer(tmp_path: Path) -> None:
    port = unused_port()
    assert refusal(tmp_path, port) == (
        f"The jump host gate does not answer at {LOOPBACK}, port {port}: check that it runs, that "
        "HostName and Port of gate in FOLDER/config are right, and that a firewall lets this "
        "machine in."
    )


def test_one_that_refuses_the_login(tmp_path: Path) -> None:
    with ssh_server(KEY, ClosedDoor) as port:
        assert refusal(tmp_path, port) == (
            "The jump host gate refuses the login: check User and IdentityFile of gate in "
            "FOLDER/config, or that an SSH agent has the key."
        )


@pytest.mark.parametrize("checking", [{}, {"StrictHostKeyChecking": "yes"}])
def test_one_that_is_unknown(tmp_path: Path, checking: dict[str, str]) -> None:
    port = unused_port()
    assert refusal(tmp_path, port, known=None, **checking) == (
        f"The jump host gate is not in FOLDER/known_hosts: add it (ssh-keyscan -p {port} "
        f"{LOOPBACK} >> FOLDER/known_hosts) and compare its fingerprint with the host's own "
        "before you deploy."
    )


def test_one_that_shows_another_key(tmp_path: Path) -> None:
    with ssh_server(KEY) as port:
        sentence = refusal(tmp_path, port, known=ECDSAKey.generate())
    assert sentence.startswith(
        "The jump host gate shows another SSH host key than FOLDER/known_hosts has. If you know"
    )
    assert f"(ssh-keygen -R '[{LOOPBACK}]:{port}' -f FOLDER/known_hosts)" in sentence


def test_one_without_an_address(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, 2222, HostName="gate.invalid", StrictHostKeyChecking="no")
    assert sentence.startswith("The jump host gate has the name gate.invalid, which has no address")


def test_one_that_forwards_nothing(tmp_path: Path) -> None:
    with ssh_server(KEY, DeadEnd) as port:
        sentence = refusal(tmp_path, port)
    assert sentence.startswith(
        "The jump host gate gets no connection to 192.0.2.1 at app1, port 22"
    )
    assert "that its sshd allows forwarding (AllowTcpForwarding)" in sentence
