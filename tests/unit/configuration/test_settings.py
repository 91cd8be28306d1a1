import re
from pathlib import Path

import pytest

from roles.configuration.journey import Step
from roles.configuration.settings import Settings
from roles.configuration.validation import build_settings, is_cluster_setting
from roles.errors import RefusedError
from tests.unit.doubles.examples import defaults

NETWORKS = 'networks such as ["203.0.113.0/24", "2001:db8::/32"]'
RANGES = [
    ("app_port", 1024, 65535),
    ("readiness_port", 1024, 65535),
    ("redis_port", 1024, 65535),
    ("http_port", 1, 65535),
    ("app_heap_percent", 10, 90),
    ("redis_memory_percent", 10, 90),
    ("upload_limit_mb", 1, 1024),
    ("drain_timeout", 1, 3600),
    ("start_timeout", 1, 3600),
    ("readiness_timeout", 1, 3600),
    ("smoke_timeout", 1, 3600),
    ("session_gate_timeout", 1, 3600),
    ("lock_wait", 0, 3600),
    ("keep_releases", 2, 100),
]
TAKEN = ["root", "daemon", "www-data", "nginx", "redis", "redis-server", "default", "ssh", "sshd"]
# The Redis host keeps a password of its own in /etc/redis/admin.password.
TAKEN += ["admin", "session-cluster", "cron"]
# systemd keeps what is more than one app's in /var/lib/private.
TAKEN += ["private", "journal"]
WRONG_TYPES = [
    ("app_port", "8080", "a whole number"),
    ("app_port", 8080.5, "a whole number"),
    ("app_port", True, "a whole number"),
    ("redis_memory_percent", "60", "a whole number"),
    ("allow_session_loss", "yes", "true or false"),
    ("allow_session_loss", 1, "true or false"),
    ("app_jar", 7, "a text"),
    ("app_jar", None, "a text"),
    # What `--data` makes of 30, 123 and true.
    ("session_timeout", 30, "a number and a unit, such as 45s, 30m, 12h or 7d"),
    ("spring_profiles", 123, "Spring profiles, separated by commas"),
    ("session_cookie", True, "the name of a cookie"),
    ("spring_properties", "a=b", 'a dictionary such as {"logging.level.root": "WARN"}'),
    ("spring_properties", ["a"], 'a dictionary such as {"logging.level.root": "WARN"}'),
    ("session_profile", "Sticky", "'clustered', 'sticky' or 'local'"),
    ("session_profile", 1, "'clustered', 'sticky' or 'local'"),
    ("rollback_on_failure", "all", "'fleet' or 'host'"),
    ("allow_downtime", 1, "true or false"),
    ("maintenance", "on", "true or false"),
    ("maintenance_bypass", "192.0.2.0/24", NETWORKS),
]


def refusal(**changes: object) -> str:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(**changes))
    return str(refused.value)


def accepted(key: str, value: object) -> bool:
    return bool(getattr(build_settings(defaults(**{key: value})), key) == value)


def test_group_data_gives_every_setting_a_default_and_no_other_key() -> None:
    assert set(defaults()) == set(Settings.model_fields)


def test_the_defaults_are_accepted() -> None:
    given = defaults()
    steps = [Step.model_validate(step) for step in given["journey"]]
    assert dict(build_settings(given)) == given | {"journey": steps}


@pytest.mark.parametrize(("key", "least", "most"), RANGES)
def test_a_number_out_of_its_range_is_refused(key: str, least: int, most: int) -> None:
    assert refusal(**{key: least - 1}) == f"{key} is {least - 1}: expected {least} or more."
    assert refusal(**{key: most + 1}) == f"{key} is {most + 1}: expected {most} or less."
    assert accepted(key, least) and accepted(key, most)


@pytest.mark.parametrize(("key", "value", "words"), WRONG_TYPES)
def test_a_value_of_the_wrong_type_is_refused(key: str, value: object, words: str) -> None:
    assert refusal(**{key: value}) == f"{key} is {value!r}: expected {words}."


@pytest.mark.parametrize(
    "wrong", ["office", "", "192.0.2.1/24", "192.0.2.256", "192.0.2.0/33", "::/0 0; }", 7]
)
def test_what_is_no_network_is_refused(wrong: object) -> None:
    sentence = refusal(maintenance_bypass=["192.0.2.0/24", wrong])
    assert sentence == f"maintenance_bypass is {wrong!r}: expected {NETWORKS}."


def test_networks_and_single_addresses_of_both_families_are_accepted() -> None:
    given = ["192.0.2.0/24", "192.0.2.7", "2001:db8::/32", "::1"]
    found = build_settings(defaults(maintenance_bypass=given)).maintenance_bypass
    assert found == ["192.0.2.0/24", "192.0.2.7/32", "2001:db8::/32", "::1/128"]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("session_profil", "did you mean session_profile?"),
        ("app-port", "did you mean app_port?"),
        ("adress", "did you mean address?"),
        ("ssh_usr", "did you mean ssh_user?"),
        ("_sudoo", "did you mean _sudo?"),
        ("zzz", "group_data/ lists the settings."),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(key: str, hint: str) -> None:
    assert refusal(**{key: 1}) == f"{key} is not a setting: {hint}"


def test_a_setting_without_a_value_is_refused() -> None:
    data = defaults()
    del data["app_port"]
    with pytest.raises(
        RefusedError, match=re.escape("app_port is not set: give it in group_data/.")
    ):
        build_settings(data)


def test_local_is_refused_unless_the_loss_is_wanted() -> None:
    sentence = refusal(session_profile="local")
    assert "allow_session_loss=true" in sentence and '"clustered" or "sticky"' in sentence
    wanted = build_settings(defaults(session_profile="local", allow_session_loss=True))
    assert wanted.session_profile == "local"


@pytest.mark.parametrize("name", [*TAKEN, "systemd-networkd"])
def test_a_name_that_a_host_has_already_is_refused(name: str) -> None:
    words = "a name of its own, which nothing else on a host has"
    assert refusal(app_name=name) == f"app_name is {name!r}: expected {words}."
    assert accepted("app_name", f"my-{name}")


@pytest.mark.parametrize(
    ("longest", "longer"),
    [("365d", "366d"), ("8760h", "8761h"), ("525600m", "525601m"), ("31536000s", "31536001s")],
)
def test_a_session_lives_a_year_at_most(longest: str, longer: str) -> None:
    assert (
        refusal(session_timeout=longer) == f"session_timeout is {longer!r}: expected 365d at most."
    )
    assert accepted("session_timeout", longest)


def test_the_jar_of_a_user_who_is_not_there_is_just_not_found() -> None:
    jar = "~nosuchuser/site.jar"
    assert build_settings(defaults(app_jar=jar)).jar == Path(jar)
    assert build_settings(defaults(app_jar="~/site.jar")).jar == Path.home() / "site.jar"


@pytest.mark.parametrize(
    ("timeout", "seconds"), [("45s", 45), ("30m", 1800), ("12h", 43200), ("7d", 604800)]
)
def test_the_session_timeout_is_known_in_seconds(timeout: str, seconds: int) -> None:
    assert build_settings(defaults(session_timeout=timeout)).session_timeout_seconds == seconds


@pytest.mark.parametrize(
    ("key", "is_setting"),
    [
        ("app_port", True),
        ("nonsense", True),
        ("ssh_user", False),
        ("_sudo", False),
        ("address", False),
        ("visitor_addresses", False),
    ],
)
def test_connection_data_and_what_belongs_to_one_host_are_no_settings(
    key: str, is_setting: bool
) -> None:
    assert is_cluster_setting(key) == is_setting
