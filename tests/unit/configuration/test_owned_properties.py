"""What an operator's own settings may not say, since the kit has to."""

from typing import Any

import pytest

from roles.configuration.control_environment import app_secrets
from roles.configuration.owned_properties import OWNED
from roles.configuration.spring_names import canonical
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from roles.files.environment import SECRET, app_environment, plain_names
from tests.unit.doubles.examples import cluster, defaults


@pytest.mark.parametrize(
    ("setting", "value", "name", "advice"),
    [
        ("spring_properties", {"server.port": 1}, "server.port", "say app_port"),
        ("spring_properties", {"server": {"port": 1}}, "server.port", "say app_port"),
        ("spring_properties", {"spring.session.timeout": "1m"}, "spring.session.timeout", "say"),
        (
            "spring_properties",
            {"server.forwardHeadersStrategy": "none"},
            "server.forwardHeadersStrategy",
            "what the load balancers say",
        ),
        (
            "spring_properties",
            {"spring.data.redis.sentinel": {"master": "m"}},
            "spring.data.redis.sentinel.master",
            "the kit makes the app's user",
        ),
        (
            "app_environment",
            {"SPRING_DATA_REDIS_CLUSTER_NODES": "a"},
            "SPRING_DATA_REDIS_CLUSTER_NODES",
            "the kit makes",
        ),
        ("app_environment", {"SERVER_PORT": "1"}, "SERVER_PORT", "say app_port"),
        (
            "app_environment",
            {"SERVER_FORWARDHEADERSSTRATEGY": "none"},
            "SERVER_FORWARDHEADERSSTRATEGY",
            "what the",
        ),
        ("app_environment", {"JAVA_OPTS": "-Xmx1g"}, "JAVA_OPTS", "say app_java_opts"),
        (
            "app_secrets",
            ["SPRING_DATA_REDIS_PASSWORD"],
            "SPRING_DATA_REDIS_PASSWORD",
            "the kit makes the app's user",
        ),
    ],
)
def test_what_the_kit_owns_is_refused_by_name(
    setting: str, value: Any, name: str, advice: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(**{setting: value}))
    assert str(refused.value).startswith(
        f"{setting} has {name}, which the kit sets itself: {advice}"
    )


@pytest.mark.parametrize("profile", ["clustered", "sticky"])
def test_all_that_the_kit_sets_is_owned_or_may_be_said_otherwise(profile: str) -> None:
    asked = cluster(session_profile=profile)
    names = {canonical(name) for name in app_environment(asked, asked.app[0], "5e55ion")}
    secret = {canonical(name) for name in SECRET}
    assert names <= plain_names(asked.settings) | secret
    assert not plain_names(asked.settings) & secret and secret <= set(map(canonical, OWNED))


def test_a_variable_is_no_secret_besides() -> None:
    with pytest.raises(RefusedError, match="both have DB_PASSWORD: say it in one"):
        build_settings(defaults(app_environment={"DB_PASSWORD": "x"}, app_secrets=["DB_PASSWORD"]))


@pytest.mark.parametrize("name", ["db_password", "1ST", "A-B", ""])
def test_what_is_no_variable_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="app_environment is"):
        build_settings(defaults(app_environment={name: "x"}))
    with pytest.raises(RefusedError, match="app_secrets is"):
        build_settings(defaults(app_secrets=[name]))


def test_secrets_that_are_missing_or_hold_lines_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "a b'\"$")
    monkeypatch.delenv("MAIL_PASSWORD", raising=False)
    assert app_secrets(["DB_PASSWORD"]) == {"DB_PASSWORD": "a b'\"$"}
    with pytest.raises(RefusedError, match="app_secrets needs MAIL_PASSWORD in the environment"):
        app_secrets(["DB_PASSWORD", "MAIL_PASSWORD"])
    monkeypatch.setenv("DB_PASSWORD", "5e55\nion")
    with pytest.raises(RefusedError, match="app_secrets names DB_PASSWORD, whose") as refused:
        app_secrets(["DB_PASSWORD"])
    assert "5e55" not in str(refused.value)
