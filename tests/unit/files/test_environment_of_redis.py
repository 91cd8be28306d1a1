from dataclasses import replace

import pytest

from roles.configuration.auto_configurations import (
    REDIS_AUTO_CONFIGURATIONS,
    SESSION_AUTO_CONFIGURATIONS,
)
from roles.configuration.settings import Profile
from roles.files.environment import app_environment
from tests.unit.doubles.environments import PASSWORD, environment
from tests.unit.doubles.examples import cluster

IN_MEMORY: list[Profile] = ["sticky", "local"]


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
    asked = replace(
        cluster(redis_address="redis.example.org", session_profile="sticky"), every_redis=()
    )
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
    assert found["SPRING_DATA_REDIS_SSL_ENABLED"] == "false"
    login = {"USERNAME", "PASSWORD"}
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
