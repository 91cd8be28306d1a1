from typing import Any

import pytest
import yaml

from roles.configuration.auto_configurations import REDIS_AUTO_CONFIGURATIONS
from roles.configuration.settings import Profile
from roles.errors import RefusedError
from roles.files.app import render_environment, render_properties, render_unit
from tests.unit.doubles.environments import PASSWORD, SECRET, environment
from tests.unit.doubles.examples import cluster

IN_MEMORY: list[Profile] = ["sticky", "local"]


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
