import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from paramiko import ECDSAKey

from roles.errors import RefusedError
from roles.failures import ERROR, refuse_to_go_on
from tests.unit.examples import PROJECT
from tests.unit.ssh_server import LOOPBACK, closed_port

PYINFRA = Path(sys.executable).parent / "pyinfra"


def failed_host(name: str, **errors: str) -> Any:
    return SimpleNamespace(name=name, data={"ssh_port": 2222}, connector_data=errors)


def stop(*failed: Any) -> str:
    state: Any = SimpleNamespace(failed_hosts=failed)
    with pytest.raises(RefusedError) as refused:
        refuse_to_go_on(state)
    return str(refused.value)


def deploy(folder: Path, **data: object) -> subprocess.CompletedProcess[str]:
    """Deploy to a host of this machine's loopback."""
    data["address"] = "192.0.2.1"
    inventory = folder / "site.py"
    groups = "".join(f"{group} = [('192.0.2.1', {data!r})]\n" for group in ("lb", "app", "redis"))
    inventory.write_text(groups)
    return subprocess.run(
        [PYINFRA, "-y", inventory, "deploy.py"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_run_in_which_hosts_failed_names_them_and_stops() -> None:
    sentence = stop(failed_host("app2"), failed_host("app1"))
    assert sentence == "The run stopped at app1, app2, for the reason above."


def test_hosts_that_could_not_be_connected_are_told_of_with_the_cures() -> None:
    error = {ERROR: "Could not connect (timed out)"}
    sentence = stop(failed_host("app2", **error), failed_host("app1", **error))
    assert sentence.startswith("Nothing was changed. app1 does not answer at app1, port 2222: ")
    assert " app2 does not answer at app2, port 2222: " in sentence


def test_a_cluster_of_which_no_host_answers_is_told_of_too(tmp_path: Path) -> None:
    port = closed_port()
    ended = deploy(tmp_path, ssh_hostname=LOOPBACK, ssh_port=port)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    cure = f"Nothing was changed. 192.0.2.1 does not answer at {LOOPBACK}, port {port}: check"
    assert cure in ended.stderr


@pytest.mark.parametrize("kind", ["missing", "public", "binary"])
def test_a_key_that_cannot_be_used_is_told_of_in_a_sentence(tmp_path: Path, kind: str) -> None:
    key = tmp_path / "id"
    if kind == "public":
        key.write_text(f"ecdsa-sha2-nistp256 {ECDSAKey.generate().get_base64()}\n")
    if kind == "binary":
        key.write_bytes(b"\xff\xfe\0")
    ended = deploy(tmp_path, ssh_hostname=LOOPBACK, ssh_port=closed_port(), ssh_key=str(key))
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert "Nothing was changed. The ssh_key of 192.0.2.1 can't be used (" in ended.stderr
    assert "give it the path of a private key on this machine." in ended.stderr
