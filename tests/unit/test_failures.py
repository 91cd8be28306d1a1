from types import SimpleNamespace
from typing import Any

import pytest
from pyinfra.api.state import StateStage

from roles.errors import RefusedError
from roles.failures import connection_advice, refuse_to_go_on


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("Host key for server 192.0.2.11 does not match", "forget the old key (ssh-keygen -R"),
        ("No host key for 192.0.2.11 found", "add it (ssh-keyscan 192.0.2.11 >> known_hosts)"),
        ("Authentication error (user=admin)", "check ssh_user and ssh_key in the inventory"),
        ("Could not connect (timed out)", "does not answer at 192.0.2.11: check that it runs"),
    ],
)
def test_a_host_that_cannot_be_connected_is_told_of_with_the_cure(error: str, advice: str) -> None:
    sentence = connection_advice("app1", "192.0.2.11", "known_hosts", error)
    assert sentence.startswith("app1 ") and advice in sentence


def test_a_run_in_which_hosts_failed_names_them_and_stops() -> None:
    failed = [SimpleNamespace(name="app2"), SimpleNamespace(name="app1")]
    state: Any = SimpleNamespace(failed_hosts=failed, current_stage=StateStage.Execute)
    with pytest.raises(RefusedError, match="The run stopped at app1, app2, for the reason above"):
        refuse_to_go_on(state)
