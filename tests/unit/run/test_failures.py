from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from paramiko import ECDSAKey

from roles.connection.unreached import ADVICE
from roles.errors import RefusedError
from roles.run.failures import refuse_to_go_on
from tests.unit.doubles.loopback_deploy import deploy
from tests.unit.doubles.ports import unused_port
from tests.unit.doubles.ssh_server import LOOPBACK


def failed_host(name: str, **advice: str) -> Any:
    return SimpleNamespace(name=name, connector_data=advice)


def stop(*failed: Any) -> str:
    state: Any = SimpleNamespace(failed_hosts=failed)
    with pytest.raises(RefusedError) as refused:
        refuse_to_go_on(state)
    return str(refused.value)


def test_a_run_in_which_hosts_failed_names_them_and_stops() -> None:
    sentence = stop(failed_host("app2"), failed_host("app1"))
    assert sentence == "The run stopped at app1, app2, for the reason above."


def test_hosts_that_could_not_be_connected_are_told_of_with_the_cures_each_once() -> None:
    gate = {ADVICE: "The jump host gate refuses the login."}
    failed = [failed_host("app3", **gate), failed_host("app2", **gate)]
    sentence = stop(*failed, failed_host("app1", **{ADVICE: "app1 does not answer."}))
    told = "app1 does not answer. The jump host gate refuses the login."
    left = "A deploy can leave who is down behind: --data without=app1,app2,app3."
    assert sentence == f"Nothing was changed. {told} {left}"


def test_a_cluster_of_which_no_host_answers_is_told_of_too(tmp_path: Path) -> None:
    port = unused_port()
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
    ended = deploy(tmp_path, ssh_hostname=LOOPBACK, ssh_port=unused_port(), ssh_key=str(key))
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert "Nothing was changed. The ssh_key of 192.0.2.1 can't be used (" in ended.stderr
    assert "give it the path of a private key on this machine." in ended.stderr
