"""pyinfra leaves alone the hosts that a run leaves behind."""

import pytest

from roles.run.leaving_behind import leave_behind
from tests.unit.doubles.examples import inventory


@pytest.mark.parametrize(
    ("without", "reached"),
    [
        ("", ["192.0.2.1", "app1", "app2", "redis1"]),
        ("app2", ["192.0.2.1", "app1", "redis1"]),
        ("app2,192.0.2.1", ["app1", "redis1"]),
        # What is wrong with it is said later, in a sentence.
        ("app3", ["192.0.2.1", "app1", "app2", "redis1"]),
    ],
)
def test_only_the_others_are_connected(without: str, reached: list[str]) -> None:
    state = inventory(without=without).state
    leave_behind(state)
    assert [host.name for host in state.inventory if state.is_host_in_limit(host)] == reached


def test_a_limit_of_pyinfras_own_stays() -> None:
    state = inventory(without="app2").state
    state.limit_hosts = [host for host in state.inventory if host.name.startswith("app")]
    leave_behind(state)
    assert [host.name for host in state.limit_hosts] == ["app1"]
