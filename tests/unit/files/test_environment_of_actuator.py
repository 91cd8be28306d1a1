from typing import Any

import pytest

from roles.files.app import render_environment
from tests.unit.doubles.environments import PASSWORD, environment
from tests.unit.doubles.examples import cluster


def test_readiness_does_not_ask_redis() -> None:
    found = environment()
    assert found["MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED"] == "true"
    assert found["MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE"] == "readinessState"


@pytest.mark.parametrize(
    ("asked", "readiness", "actuator"),
    [
        ({}, ":8080/actuator/health/readiness", ":8080/actuator"),
        (
            {"spring_properties": {"server.servlet.context-path": "/shop"}, "app_port": 8081},
            ":8081/shop/actuator/health/readiness",
            ":8081/shop/actuator",
        ),
        ({"readiness_path": "/up?full=1"}, ":8080/up?full=1", ":8080/actuator"),
        (
            {"readiness_port": 9090},
            "127.0.0.1:9090/actuator/health/readiness",
            "127.0.0.1:9090/actuator",
        ),
    ],
)
def test_the_environment_names_where_the_app_says_how_it_is(
    asked: dict[str, Any], readiness: str, actuator: str
) -> None:
    site = cluster(**asked)
    lines = render_environment(site, site.app[0], PASSWORD, {}).splitlines()
    assert lines[1:3] == [f"# Readiness: {readiness}", f"# Actuator: {actuator}"]


def test_a_port_of_actuators_own_is_opened_for_its_own_host_unless_asked_otherwise() -> None:
    assert not [name for name in environment() if name.startswith("MANAGEMENT_SERVER")]
    found = environment(readiness_port=9090)
    assert found["MANAGEMENT_SERVER_PORT"] == "9090"
    assert found["MANAGEMENT_SERVER_ADDRESS"] == "127.0.0.1"
    own = {"management.server": {"port": 9090, "address": "::"}}
    others = environment(spring_properties=own)
    assert not [name for name in others if name.startswith("MANAGEMENT_SERVER")]
    given = environment(app_environment={"MANAGEMENT_SERVER_PORT": "9090"})
    assert given["MANAGEMENT_SERVER_PORT"] == "9090"
    assert given["MANAGEMENT_SERVER_ADDRESS"] == "127.0.0.1"
