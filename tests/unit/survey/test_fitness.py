from dataclasses import replace
from typing import Any

import pytest

from roles.configuration.artifact import Artifact
from roles.configuration.cluster import Cluster
from roles.survey.fitness import unfitness, untested
from roles.survey.found import Listener, Neighbour
from tests.unit.doubles.examples import (
    ARTIFACT,
    cluster,
    survey,
)

LB, SERVER, REDIS = "192.0.2.1", "app1", "redis1"
PLENTY = {"/opt": 9000, "/var": 9000, "/etc": 9000}


def reason(
    host: str, artifact: Artifact | None = ARTIFACT, asked: Cluster | None = None, **found: Any
) -> str | None:
    asked = asked or cluster()
    return unfitness(asked, asked.member(host), survey(**found), artifact)


@pytest.mark.parametrize("host", [LB, SERVER, REDIS])
@pytest.mark.parametrize(
    ("system", "version", "is_untested"),
    [
        ("debian", "12", False),
        ("debian", "13", False),
        ("ubuntu", "24.04", True),
    ],
)
def test_a_supported_host_is_fit(host: str, system: str, version: str, is_untested: bool) -> None:
    assert reason(host, system=system, system_version=version) is None
    assert untested(survey(system=system, system_version=version)) is is_untested


def test_a_redis_that_knows_no_rights_for_channels_is_refused() -> None:
    old: dict[str, Any] = {"system": "ubuntu", "system_version": "22.04"}
    assert reason(REDIS, **old) == (
        "the Redis of ubuntu 22.04 is too old (it can't limit what a user hears): give Redis a "
        "host with Debian 12 or 13, or Ubuntu 24.04 or later."
    )
    assert reason(SERVER, **old) is None and untested(survey(**old))
    assert reason(REDIS, asked=cluster(session_profile="sticky"), **old) is None


@pytest.mark.parametrize(
    ("system", "version"),
    [("debian", "11"), ("debian", ""), ("ubuntu", "23.10"), ("fedora", "12"), ("unknown", "")],
)
def test_another_system_is_refused(system: str, version: str) -> None:
    assert reason(SERVER, system=system, system_version=version) == (
        f"it runs {system} {version}: expected Debian 12 or 13 (Ubuntu LTS is accepted, untested)."
    )


def test_a_host_without_systemd_is_refused() -> None:
    assert reason(SERVER, init="tini") == "its PID 1 is tini: expected systemd."


def test_a_user_without_root_is_told_of_sudo() -> None:
    sentence = reason(SERVER, user="admin")
    assert sentence and sentence.startswith("commands run as admin: expected root; set `_sudo`")


@pytest.mark.parametrize(
    ("host", "port", "setting"),
    [(LB, 80, "http_port"), (SERVER, 8080, "app_port"), (REDIS, 6379, "redis_port")],
)
def test_a_port_in_anothers_use_is_refused(host: str, port: int, setting: str) -> None:
    listener = Listener(port, "other.service", "python3")
    assert reason(host, listeners=(listener,)) == (
        f"port {port} is in use by python3 (other.service): stop it, or choose another {setting}."
    )


@pytest.mark.parametrize(
    ("host", "port", "setting"), [(LB, 80, "http_port"), (SERVER, 8080, "app_port")]
)
def test_the_port_of_another_app_on_the_host_is_refused_though_it_does_not_run(
    host: str, port: int, setting: str
) -> None:
    neighbours = (Neighbour("shop", "app_port", port),)
    assert reason(host, neighbours=neighbours) == (
        f"{setting} is {port}, and so is app_port of shop, which is on this host too: choose "
        "another one."
    )
    assert reason(host, neighbours=(Neighbour("shop", "app_port", port + 1),)) is None
    assert reason(REDIS, neighbours=neighbours) is None


@pytest.mark.parametrize(
    ("host", "port", "unit"),
    [
        (LB, 80, "nginx.service"),
        (SERVER, 8080, "image-studio.service"),
        (REDIS, 6379, "redis-server.service"),
        # Ports that the host's own roles don't take.
        (LB, 8080, "other.service"),
        (SERVER, 80, "other.service"),
        (REDIS, 80, "other.service"),
    ],
)
def test_the_kits_own_service_and_others_ports_are_no_obstacle(
    host: str, port: int, unit: str
) -> None:
    assert reason(host, listeners=(Listener(port, unit, "it"),)) is None


def test_a_port_of_actuators_own_has_to_be_free_on_app_servers() -> None:
    asked = cluster(readiness_port=9090)
    others, own = (Listener(9090, unit, "it") for unit in ("a.service", "image-studio.service"))
    assert reason(SERVER, asked=asked, listeners=(others,)) == (
        "port 9090 is in use by it (a.service): stop it, or choose another readiness_port."
    )
    assert reason(SERVER, asked=asked, listeners=(own,)) is None
    assert reason(LB, asked=asked, listeners=(others,)) is None


def test_the_port_of_a_redis_that_is_not_deployed_may_be_in_use() -> None:
    asked = cluster(session_profile="sticky")
    listener = Listener(asked.settings.redis_port, "other.service", "python3")
    assert reason(REDIS, asked=asked, listeners=(listener,)) is None


@pytest.mark.parametrize("memory", [0, 99])
def test_a_redis_host_needs_memory_that_is_known(memory: int) -> None:
    assert reason(REDIS, memory_mb=memory) == (
        f"it says that it has {memory} MB of memory: Redis, whose limit is a part of it, needs a "
        "host with 100 MB or more."
    )
    assert reason(REDIS, memory_mb=100) is None
    assert reason(SERVER, memory_mb=memory) is None
    assert reason(REDIS, asked=cluster(session_profile="sticky"), memory_mb=memory) is None


def test_heap_and_redis_on_one_host_may_not_promise_more_than_its_memory() -> None:
    mixed = replace(site := cluster(), every_redis=site.app[:1])
    assert reason(SERVER, asked=mixed, memory_mb=1979) == (
        "app_heap_percent=50 promises the app 989 MB and redis_memory_percent=60 promises Redis "
        "1187 MB: 2176 MB, and it has 1979 MB. Lower them to 100 together at most, with room for "
        "all else, or give Redis a host of its own."
    )
    assert reason("app2", asked=mixed) is None
    fitting = cluster(app_heap_percent=60, redis_memory_percent=40)
    assert reason(SERVER, asked=replace(fitting, every_redis=site.app[:1])) is None
    sticky = cluster(session_profile="sticky")
    assert reason(SERVER, asked=replace(sticky, every_redis=site.app[:1])) is None


@pytest.mark.parametrize(
    ("host", "folder", "free", "least"),
    [
        (LB, "/etc", 0, 1),
        (LB, "/var", 299, 300),
        (SERVER, "/opt", 209, 210),
        (SERVER, "/var", 299, 300),
    ],
)
def test_a_full_disk_is_refused(host: str, folder: str, free: int, least: int) -> None:
    assert reason(host, free_mb=PLENTY | {folder: free}) == (
        f"{folder} has {free} MB free, the deploy needs {least} MB: make room there."
    )
    assert reason(host, free_mb=PLENTY | {folder: least}) is None


def test_where_nothing_is_uploaded_no_room_is_needed_for_it() -> None:
    found: dict[str, Any] = {"free_mb": PLENTY | {"/opt": 1}}
    assert reason(SERVER, **found)
    assert reason(SERVER, artifact=None, **found) is None
    assert reason(LB, **found) is None


@pytest.mark.parametrize(
    ("host", "stamp"), [(SERVER, "healthy"), (LB, "lb_placed"), (REDIS, "redis")]
)
def test_a_host_that_has_its_packages_needs_little_room(host: str, stamp: str) -> None:
    found: dict[str, Any] = {"free_mb": PLENTY | {"/var": 30}}
    assert reason(host, **found)
    found[stamp] = "f1"
    assert reason(host, **found) is None


def test_a_host_that_gets_one_more_role_needs_room_for_its_packages() -> None:
    site = cluster()
    both = replace(site, every_app=(site.lb[0],))
    found: dict[str, Any] = {"free_mb": PLENTY | {"/var": 30}, "lb_placed": "f1"}
    assert reason(LB, asked=site, **found) is None
    assert reason(LB, asked=both, **found)
    assert reason(LB, asked=both, **found, healthy="f2") is None
