from typing import Any, get_type_hints

import pytest
from pyinfra.api.arguments import ConnectorArguments, all_argument_meta, auth_argument_meta
from pyinfra.connectors.ssh import connector_data_meta

from roles.configuration.cluster import build_cluster
from roles.configuration.pyinfra_data import (
    CONNECTION_KEYS,
    SHELL_KEYS,
    STEERING_KEYS,
    shell_misfit,
)
from roles.configuration.validation import build_settings, is_cluster_setting
from roles.errors import RefusedError
from tests.unit.configuration.test_cluster import APP1, LB, REDIS, host
from tests.unit.doubles.examples import defaults


def refusal(**data: Any) -> str:
    with pytest.raises(RefusedError) as refused:
        build_cluster([host(LB, "lb"), host(APP1, "app", **data), host(REDIS, "redis")])
    return str(refused.value)


def test_the_names_are_pyinfras_own() -> None:
    assert {*auth_argument_meta, "_env", "_shell_executable", "_temp_dir"} == SHELL_KEYS
    assert SHELL_KEYS | connector_data_meta.keys() == CONNECTION_KEYS
    assert all_argument_meta.keys() - CONNECTION_KEYS == STEERING_KEYS
    kinds = get_type_hints(ConnectorArguments)
    for key in SHELL_KEYS - {"_env"}:
        assert shell_misfit({key: kinds[key]()}) is None, key
        assert shell_misfit({key: 5}), key


EXECUTION = ("_serial", "_run_once", "_parallel")
META = ("_ignore_errors", "_continue_on_error", "_if", "name")
RETRIES = ("_retries", "_retry_delay", "_retry_until")
COMMAND = ("_timeout", "_success_exit_codes", "_stdin", "_get_pty", "_chdir")


@pytest.mark.parametrize("key", [*EXECUTION, *META, *RETRIES, *COMMAND])
def test_what_changes_how_steps_run_is_refused(key: str) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(**{key: True}))
    assert str(refused.value).startswith(f"{key} is refused: it changes how the deploy runs")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ssh_user", "deploy"),
        ("ssh_connect_retries", 3),
        ("ssh_paramiko_connect_kwargs", {}),
        ("_sudo", True),
        ("_sudo_user", "root"),
        ("_sudo_password", "a"),
        ("_su_user", None),
        ("_doas", False),
        ("_dzdo_user", "root"),
        ("_env", {"https_proxy": "192.0.2.9:3128"}),
        ("_shell_executable", "bash"),
        ("_temp_dir", "/var/tmp"),
    ],
)
def test_how_a_host_is_reached_is_its_own_matter(key: str, value: object) -> None:
    assert key in CONNECTION_KEYS and not is_cluster_setting(key)
    hosts = [host(LB, "lb"), host(APP1, "app", **{key: value}), host(REDIS, "redis")]
    assert build_cluster(hosts).app[0].name == APP1


@pytest.mark.parametrize("key", ["ssh_usr", "_sudoo", "_use_sudo_pasword", "sudo_user"])
def test_a_typo_in_it_is_refused_even_where_hosts_differ(key: str) -> None:
    hosts = [host(LB, "lb", **{key: "a"}), host(APP1, "app", **{key: "b"}), host(REDIS, "redis")]
    with pytest.raises(RefusedError, match=f"^{key} is not a setting: did you mean "):
        build_cluster(hosts)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("_sudo", "maybe", "true or false"),
        ("_sudo", [True], "true or false"),
        ("_sudo_user", {"a": 1}, "a text, in quotes if it looks like a number"),
        ("_env", 5, "texts by name"),
        ("_env", {"a": 1}, "texts by name"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(key: str, value: object, words: str) -> None:
    assert refusal(**{key: value}) == f"{APP1}: {key} has the wrong kind: expected {words}."


def test_a_password_of_the_wrong_kind_is_not_shown() -> None:
    sentence = refusal(_sudo_password=987654321)
    assert "_sudo_password has the wrong kind" in sentence and "987654321" not in sentence


def test_the_app_does_not_take_over_the_user_of_the_login() -> None:
    sentence = refusal(ssh_user="image-studio")
    assert f"'image-studio', and so is ssh_user of {APP1}" in sentence
