"""Where an app's Actuator is, by its settings and its Spring properties."""

from typing import Any

import pytest

from roles.configuration.settings import Settings
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.examples import cluster, defaults

SHOP: dict[str, Any] = {"server.servlet.context-path": "/shop"}
PORT = "management.server.port"


def settings(properties: dict[str, Any], **changes: object) -> Settings:
    return build_settings(defaults(spring_properties=properties, **changes))


def refusal(properties: dict[str, Any], **changes: object) -> str:
    with pytest.raises(RefusedError) as refused:
        settings(properties, **changes)
    return str(refused.value)


@pytest.mark.parametrize(
    ("properties", "base"),
    [
        ({}, "/actuator"),
        (SHOP, "/shop/actuator"),
        ({"server": {"servlet": {"contextPath": "/shop/de/"}}}, "/shop/de/actuator"),
        ({"server.servlet": {"CONTEXT_PATH": "/shop"}}, "/shop/actuator"),
        ({"server.servlet.context-path": "/"}, "/actuator"),
        (SHOP | {"spring.mvc.servlet.path": "/api"}, "/shop/api/actuator"),
        (SHOP | {"management.endpoints.web.base-path": "/manage"}, "/shop/manage"),
        # It counts at a port of its own only.
        ({"management.server.base-path": "/m"}, "/actuator"),
    ],
)
def test_actuator_stands_under_the_paths_of_the_properties(
    properties: dict[str, Any], base: str
) -> None:
    found = settings(properties).actuator
    assert (found.base, found.readiness) == (base, f"{base}/health/readiness")
    assert (found.port, found.has_own_port, found.is_bound_here) == (8080, False, False)
    assert found.places == {
        "readiness": f":8080{base}/health/readiness",
        "actuator": f":8080{base}",
    }


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("/shop/actuator/health/readiness", "/shop/actuator"),
        ("/shop/actuator/health", "/shop/actuator"),
        ("/shop/actuator/health?group=ready", "/shop/actuator"),
        # It tells nothing of Actuator.
        ("/readyz", "/actuator"),
        ("/api/health", "/actuator"),
        ("/shop/actuator/healthy", "/actuator"),
    ],
)
def test_a_context_path_that_is_built_in_is_told_by_the_readiness_path(
    path: str, base: str
) -> None:
    found = settings({}, readiness_path=path).actuator
    assert (found.readiness, found.base) == (path, base)


@pytest.mark.parametrize(
    ("properties", "port"),
    [
        ({}, 9090),
        ({PORT: 9090}, None),
        ({"management": {"server": {"port": "9090"}}}, None),
        ({PORT: 9090}, 9090),
    ],
)
def test_a_port_of_its_own_is_given_once(properties: dict[str, Any], port: int | None) -> None:
    asked = cluster(spring_properties=SHOP | properties, readiness_port=port)
    found = asked.settings.actuator
    # The app's context path does not count there.
    assert (found.base, found.readiness) == ("/actuator", "/actuator/health/readiness")
    assert found.places["readiness"] == "127.0.0.1:9090/actuator/health/readiness"
    assert found.has_own_port and found.is_bound_here
    assert asked.ports(asked.app[0]) == {"app_port": 8080, "readiness_port": 9090}
    assert "readiness_port" not in asked.ports(asked.lb[0])


def test_paths_at_a_port_of_its_own_are_its_own() -> None:
    properties = {"management.server.base-path": "/m", "management.endpoints.web.base-path": "/"}
    found = settings(SHOP | properties, readiness_port=9090).actuator
    assert (found.base, found.readiness) == ("/m", "/m/health/readiness")


@pytest.mark.parametrize(("port", "stated"), [(8080, None), (None, 8080), (8080, 8080)])
def test_the_apps_port_is_no_port_of_its_own(port: int | None, stated: int | None) -> None:
    found = settings({} if stated is None else {PORT: stated}, readiness_port=port).actuator
    assert (found.port, found.has_own_port) == (8080, False)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::"])
def test_the_operator_may_open_the_port_for_others(address: str) -> None:
    found = settings({"management.server.address": address}, readiness_port=9090).actuator
    assert found.has_own_port and not found.is_bound_here


def test_what_contradicts_itself_is_refused() -> None:
    assert refusal({PORT: 9090}, readiness_port=9091) == (
        "readiness_port is 9091 and management.server.port is 9090: they are "
        "one port, so give it once."
    )
    assert refusal({"management.endpoints.web.base-path": "/"}) == (
        "management.endpoints.web.base-path is '/': nginx can't tell Actuator "
        "from the site there, and keep visitors from it. Give it a path of its own, or a port of "
        "its own with readiness_port."
    )
    address = {"management.server.address": "192.0.2.11"}
    assert refusal(address, readiness_port=9090) == (
        "management.server.address is '192.0.2.11': expected 127.0.0.1, "
        "0.0.0.0, ::, for readiness is asked on the server itself."
    )


@pytest.mark.parametrize("port", ["${PORT:9090}", 0, -1, 80, 70000, True, 9090.5])
def test_a_port_that_the_kit_can_not_know_is_refused(port: object) -> None:
    assert refusal({PORT: port}) == (
        f"management.server.port is {port!r}: expected a number from 1024 to "
        "65535, for readiness is asked there."
    )


@pytest.mark.parametrize(
    "name",
    [
        "server.servlet.context-path",
        "spring.mvc.servlet.path",
        "management.endpoints.web.base-path",
    ],
)
@pytest.mark.parametrize("path", ["shop", "${SHOP}", "/a b", '/a"', "/a;b", "//", 7])
def test_a_path_that_the_kit_can_not_know_is_refused(name: str, path: object) -> None:
    assert refusal({name: path}) == (
        f"{name} is {path!r}: expected a path that starts with /, in plain "
        "letters, for nginx and the readiness gate have to know it."
    )
