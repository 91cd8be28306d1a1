"""The advice fits what pyinfra's SSH connector really says."""

import logging
import socket
from pathlib import Path
from typing import Any

import pytest
from paramiko import ECDSAKey, PKey
from pyinfra.api.config import Config
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import State

from roles.connection.advice import connection_advice
from roles.connection.ssh_route import Route, Stop
from roles.connection.unreached import ADVICE, ConnectionErrors
from tests.unit.doubles.ports import unused_port
from tests.unit.doubles.ssh_server import LOOPBACK, answering, ssh_server

LOGIN = {
    "ssh_user": "deploy",
    "ssh_hostname": LOOPBACK,
    "ssh_strict_host_key_checking": "yes",
    # Nothing of the person who runs the tests.
    "ssh_allow_agent": False,
    "ssh_look_for_keys": False,
}
KEY = ECDSAKey.generate()


@pytest.fixture(autouse=True)
def quiet() -> None:
    """paramiko's threads log what they raise."""
    logging.getLogger("paramiko").addHandler(logging.NullHandler())


def advice(port: int, known_hosts: Path, *, patience: int = 20, **data: object) -> str:
    """Connect, fail, and give the advice."""
    config = known_hosts.with_name("config")
    config.touch()
    login = {**LOGIN, "ssh_config_file": str(config), "ssh_known_hosts_file": str(known_hosts)}
    site = Inventory((["app1"], {**login, "ssh_port": port, **data}))
    state = State(site, Config(CONNECT_TIMEOUT=patience))
    state.add_callback_handler(ConnectionErrors())
    host = site.get_host("app1")
    host.connect(show_errors=False)
    return str(host.connector_data[ADVICE])


def known(folder: Path, port: int, key: PKey) -> Path:
    path = folder / "known_hosts"
    path.write_text(f"[{LOOPBACK}]:{port} {key.get_name()} {key.get_base64()}\n")
    return path


def test_an_unknown_host_key(tmp_path: Path) -> None:
    with ssh_server(KEY) as port:
        sentence = advice(port, tmp_path / "none")
    assert (
        f"app1 is not in {tmp_path}/none: add it (ssh-keyscan -p {port} {LOOPBACK} >> " in sentence
    )


def test_another_host_key(tmp_path: Path) -> None:
    with ssh_server(KEY) as port:
        sentence = advice(port, known(tmp_path, port, ECDSAKey.generate()))
    assert f"app1 shows another SSH host key than {tmp_path}/known_hosts has" in sentence
    assert f"(ssh-keygen -R '[{LOOPBACK}]:{port}' -f {tmp_path}/known_hosts)" in sentence


@pytest.mark.parametrize("login", ["key", "password", "nothing"])
def test_a_refused_login(tmp_path: Path, login: str) -> None:
    key = tmp_path / "id"
    KEY.write_private_key_file(str(key))
    offered: dict[str, dict[str, Any]] = {
        "key": {"ssh_key": str(key)},
        "password": {"ssh_password": "a"},
        "nothing": {},
    }
    with ssh_server(KEY) as port:
        sentence = advice(port, known(tmp_path, port, KEY), **offered[login])
    assert sentence.startswith("app1 refuses the login: check ssh_user and ssh_key")


def test_nobody_who_answers(tmp_path: Path) -> None:
    port = unused_port()
    sentence = advice(port, tmp_path / "none")
    assert f"app1 does not answer at {LOOPBACK}, port {port}: check that it runs" in sentence


def test_something_else_than_ssh(tmp_path: Path) -> None:
    with answering(socket.socket.close) as port:
        sentence = advice(port, tmp_path / "none")
    assert f"app1 begins no SSH session at {LOOPBACK}, port {port} (SSH error (" in sentence
    assert f"see what ssh -v -p {port} {LOOPBACK} says" in sentence


def test_a_host_that_is_frozen(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as listener:
        sentence = advice(listener.getsockname()[1], tmp_path / "none", patience=1)
    assert "app1 begins no SSH session at" in sentence
    assert "(no answer within the time-out)" in sentence


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("Could not connect (timed out)", "does not answer at 192.0.2.11, port 22: check that it"),
        ("Could not connect ([Errno 113] No route to host)", "does not answer at 192.0.2.11"),
        ("Could not resolve hostname ([Errno -2] Name or service not known)", "has no address"),
        ("SSH error (No existing session)", "refuses the login"),
        ("Authentication error (user=a) (Authentication timeout.)", "refuses the login"),
        ("EOF error ()", "begins no SSH session at 192.0.2.11, port 22 (EOF error ())"),
        (
            "SSH error (StrictPolicy: No host key for 192.0.2.11 found in known_hosts)",
            "(ssh-keyscan 192.0.2.11 >> inventory/known)",
        ),
        (
            "SSH host key error (Host key for 192.0.2.11 does not match.)",
            "(ssh-keygen -R 192.0.2.11 -f inventory/known)",
        ),
    ],
)
def test_the_usual_port_is_not_in_the_commands(error: str, said: str) -> None:
    end = Stop("192.0.2.11", "192.0.2.11", 22, "inventory/known")
    sentence = connection_advice("app1", Route(end, (), None, Path("config")), error, True)
    assert sentence.startswith("app1 ") and said in sentence
