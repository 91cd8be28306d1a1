import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from roles.configuration.settings import Profile
from roles.errors import RefusedError
from roles.files.app import render_environment, render_properties, render_unit
from roles.files.environment import app_environment
from roles.files.redis_environment import REDIS_AUTO_CONFIGURATIONS, SESSION_AUTO_CONFIGURATIONS
from tests.unit.doubles.examples import cluster

PASSWORD, SECRET = "5e55ion", r"s\"e`c$ret"
IN_MEMORY: list[Profile] = ["sticky", "local"]
ASSIGNMENT = re.compile(r'([A-Z_]+)="((?:[^"\\]|\\.)*)"')


def environment(server: str = "app1", **data: object) -> dict[str, str]:
    """Read an environment file as systemd does: each line an assignment, quoted, or a comment."""
    asked = cluster(allow_session_loss=True, **data)
    found: dict[str, str] = {}
    for line in render_environment(
        asked, asked.member(server), PASSWORD, {"DB_PASSWORD": SECRET}
    ).splitlines():
        if line.startswith("#"):
            continue
        match = ASSIGNMENT.fullmatch(line)
        assert match and match[1] not in found, line
        found[match[1]] = re.sub(r"\\(.)", r"\1", match[2])
    return found


def test_clustered_tells_the_app_its_redis_under_the_names_of_boot_3_and_4() -> None:
    found = environment(session_namespace="site:session", redis_port=6380, app_name="site")
    assert found["SPRING_DATA_REDIS_HOST"] == "192.0.2.21"
    assert found["SPRING_DATA_REDIS_PORT"] == "6380"
    assert found["SPRING_DATA_REDIS_USERNAME"] == "site"
    assert found["SPRING_DATA_REDIS_PASSWORD"] == PASSWORD
    assert found["SPRING_SESSION_REDIS_NAMESPACE"] == "site:session"
    assert found["SPRING_SESSION_DATA_REDIS_NAMESPACE"] == "site:session"
    assert "SPRING_AUTOCONFIGURE_EXCLUDE" not in found


def test_clustered_tells_the_app_a_redis_that_somebody_else_runs() -> None:
    asked = replace(cluster(redis_address="redis.example.org", session_profile="sticky"), redis=())
    settings = asked.settings.model_copy(
        update={"session_profile": "clustered", "redis_user": "shop", "redis_tls": True}
    )
    found = app_environment(replace(asked, settings=settings), asked.app[0], "a/b+c&=")
    assert found["SPRING_DATA_REDIS_HOST"] == "redis.example.org"
    assert found["SPRING_DATA_REDIS_USERNAME"] == "shop"
    assert found["SPRING_DATA_REDIS_PASSWORD"] == "a/b+c&="
    assert found["SPRING_DATA_REDIS_SSL_ENABLED"] == "true"
    plain = settings.model_copy(update={"redis_user": "", "redis_tls": False})
    found = app_environment(replace(asked, settings=plain), asked.app[0], "")
    login = {"USERNAME", "PASSWORD", "SSL_ENABLED"}
    assert not {f"SPRING_DATA_REDIS_{name}" for name in login} & set(found)


@pytest.mark.parametrize("name", ["TIMEOUT", "CONNECTTIMEOUT"])
def test_clustered_bears_a_stall_of_a_second_and_answers_within_three(name: str) -> None:
    milliseconds = int(environment()[f"SPRING_DATA_REDIS_{name}"].removesuffix("ms"))
    # A request asks twice.
    assert milliseconds > 1000 and 2 * milliseconds < 3000


def test_an_operator_may_wait_longer_for_redis() -> None:
    found = environment(redis_timeout_ms=5000, redis_connect_timeout_ms=7000)
    assert found["SPRING_DATA_REDIS_TIMEOUT"] == "5000ms"
    assert found["SPRING_DATA_REDIS_CONNECTTIMEOUT"] == "7000ms"


@pytest.mark.parametrize("profile", IN_MEMORY)
def test_sessions_in_memory_need_no_redis_and_no_password(profile: Profile) -> None:
    found = environment(session_profile=profile)
    assert not [name for name in found if "REDIS" in name]
    assert PASSWORD not in found.values()
    excluded = found["SPRING_AUTOCONFIGURE_EXCLUDE"].split(",")
    assert set(excluded) == set(REDIS_AUTO_CONFIGURATIONS)


@pytest.mark.parametrize("profile", IN_MEMORY)
def test_an_app_with_caches_in_redis_keeps_them_when_its_sessions_are_in_memory(
    profile: Profile,
) -> None:
    found = environment(session_profile=profile, redis_key_prefixes=["products::"])
    assert found["SPRING_DATA_REDIS_HOST"] == "192.0.2.21"
    assert found["SPRING_DATA_REDIS_PASSWORD"] == PASSWORD
    excluded = found["SPRING_AUTOCONFIGURE_EXCLUDE"].split(",")
    assert set(excluded) == set(SESSION_AUTO_CONFIGURATIONS) < set(REDIS_AUTO_CONFIGURATIONS)


@pytest.mark.parametrize("profile", ["clustered", *IN_MEMORY])
def test_every_profile_gives_sessions_the_same_life(profile: Profile) -> None:
    found = environment(session_profile=profile, session_timeout="7d")
    assert found["SPRING_SESSION_TIMEOUT"] == found["SERVER_SERVLET_SESSION_TIMEOUT"] == "7d"


@pytest.mark.parametrize("profile", ["clustered", *IN_MEMORY])
def test_every_profile_says_its_name_in_the_first_line(profile: Profile) -> None:
    asked = cluster(session_profile=profile, allow_session_loss=True)
    first = render_environment(asked, asked.app[0], PASSWORD, {}).splitlines()[0]
    assert first.startswith("#") and first.endswith(f"Session profile: {profile}")


def test_every_server_listens_at_its_own_address() -> None:
    assert environment("app1")["SERVER_ADDRESS"] == "192.0.2.11"
    assert environment("app2", app_port=8081)["SERVER_ADDRESS"] == "192.0.2.12"
    assert environment("app2", app_port=8081)["SERVER_PORT"] == "8081"


def test_the_upload_limit_leaves_room_for_the_rest_of_the_form() -> None:
    found = environment(upload_limit_mb=25)
    assert found["SPRING_SERVLET_MULTIPART_MAXFILESIZE"] == "25MB"
    request = int(found["SPRING_SERVLET_MULTIPART_MAXREQUESTSIZE"].removesuffix("MB"))
    assert request > 25
    assert found["SERVER_TOMCAT_MAXSWALLOWSIZE"] == f"{request}MB"


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


def test_options_and_profiles_reach_the_app_as_they_are_given() -> None:
    options = r"-Xss1m -Da=\d+ -Db='c `d` $HOME' -De=%n;#"
    found = environment(app_java_opts=options, spring_profiles="prod,metrics")
    assert found["JAVA_OPTS"] == options
    assert found["SPRING_PROFILES_ACTIVE"] == "prod,metrics"
    assert found["SPRING_CONFIG_ADDITIONALLOCATION"] == "file:/etc/image-studio/application.yml"


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"logging.level.root": "WARN"},
        {"site": {"title": "그림 studio: #1 'a' \"b\"\nc", "sizes": [1, 2.5], "open": True}},
        {"looks.like": {"a boolean": "yes", "a number": "010", "nothing": "", "null": "~"}},
    ],
)
def test_further_properties_are_the_same_once_yaml_is_read(properties: dict[str, Any]) -> None:
    text = render_properties(cluster(spring_properties=properties))
    assert yaml.safe_load(text) == properties


def test_secrets_and_further_variables_reach_the_app_as_they_are() -> None:
    found = environment(app_environment={"SHOP_CURRENCY": "KRW", "LANG": "ko_KR.UTF-8"})
    assert (found["SHOP_CURRENCY"], found["LANG"]) == ("KRW", "ko_KR.UTF-8")
    assert found["DB_PASSWORD"] == SECRET


DEFAULTED = {
    "spring.data.redis.timeout": "SPRING_DATA_REDIS_TIMEOUT",
    "spring.servlet.multipart.max-file-size": "SPRING_SERVLET_MULTIPART_MAXFILESIZE",
    "server.tomcat.maxHttpFormPostSize": "SERVER_TOMCAT_MAXHTTPFORMPOSTSIZE",
    "management.endpoint.health.group.readiness.include": (
        "MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE"
    ),
}


@pytest.mark.parametrize("name", DEFAULTED)
def test_what_the_kit_only_defaults_is_the_operators(name: str) -> None:
    variable = DEFAULTED[name]
    assert variable in environment()
    assert variable not in environment(spring_properties={name: "9"})
    first, _, rest = name.partition(".")
    assert variable not in environment(spring_properties={first: {rest: "9"}})
    assert environment(app_environment={variable: "9"})[variable] == "9"


def test_what_the_operator_leaves_out_is_left_out_beside_what_the_kit_does() -> None:
    given: list[dict[str, Any]] = [
        {"spring.autoconfigure.exclude": "a.B, a.C"},
        {"spring": {"autoconfigure": {"exclude": ["a.B", "a.C"]}}},
    ]
    for properties in given:
        found = environment(session_profile="sticky", spring_properties=properties)
        excluded = found["SPRING_AUTOCONFIGURE_EXCLUDE"].split(",")
        assert excluded == [*REDIS_AUTO_CONFIGURATIONS, "a.B", "a.C"]
        # Here the operator's own file says it.
        assert "SPRING_AUTOCONFIGURE_EXCLUDE" not in environment(spring_properties=properties)


def test_systemd_waits_as_long_as_the_operator_lets_requests_end() -> None:
    name = "spring.lifecycle.timeout-per-shutdown-phase"
    asked = cluster(spring_properties={name: "45s"})
    assert "TimeoutStopSec=55" in render_unit(asked, "/usr/bin/java", "r1", "app.jar")
    with pytest.raises(RefusedError, match="expected a number of seconds, such as 45s"):
        cluster(spring_properties={name: "PT1M"})
