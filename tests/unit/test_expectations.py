"""Where the verification expects each role to listen."""

import pytest

from tests.unit.doubles.examples import cluster
from tests.verify.expectations import bindings, parse_binding


@pytest.mark.parametrize(("ipv6", "everywhere"), [(True, {"0.0.0.0", "::"}), (False, {"0.0.0.0"})])
def test_a_lb_listens_everywhere_that_its_host_can(ipv6: bool, everywhere: set[str]) -> None:
    asked = cluster(http_port=8088)
    assert bindings(asked, asked.lb[0], ipv6) == {8088: everywhere}


@pytest.mark.parametrize("ipv6", [True, False])
def test_the_others_listen_for_their_cluster_only(ipv6: bool) -> None:
    asked = cluster()
    assert bindings(asked, asked.app[0], ipv6) == {8080: {"192.0.2.11"}}
    assert bindings(asked, asked.redis_host, ipv6) == {6379: {"192.0.2.21", "127.0.0.1"}}


def test_a_port_of_actuators_own_is_for_the_host_itself() -> None:
    asked = cluster(readiness_port=9090)
    assert bindings(asked, asked.app[0], True) == {8080: {"192.0.2.11"}, 9090: {"127.0.0.1"}}
    opened = cluster(
        readiness_port=9090, spring_properties={"management.server.address": "0.0.0.0"}
    )
    assert bindings(opened, opened.app[0], True) == {8080: {"192.0.2.11"}}


@pytest.mark.parametrize(
    ("socket", "binding"),
    [
        ("tcp://0.0.0.0:80", (80, "0.0.0.0")),
        ("tcp://:::80", (80, "::")),
        ("tcp://[::]:80", (80, "::")),
        ("tcp://::ffff:192.0.2.11:8080", (8080, "192.0.2.11")),
        ("tcp://127.0.0.53%lo:53", (53, "127.0.0.53")),
    ],
)
def test_a_listening_socket_is_read(socket: str, binding: tuple[int, str]) -> None:
    assert parse_binding(socket) == binding
