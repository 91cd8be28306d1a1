"""Which keys of a host's data are pyinfra's own, and which of those a deploy can't bear.

The names are written down here, so that what is asked can be judged without pyinfra; a unit test
holds them against pyinfra's own.
"""

from collections.abc import Mapping
from typing import Any

_FLAGS = (
    *("_doas", "_dzdo", "_preserve_su_env", "_preserve_sudo_env", "_sudo"),
    *("_use_su_login", "_use_sudo_login"),
)
_TEXTS = (
    *("_doas_user", "_dzdo_user", "_shell_executable", "_su_password", "_su_shell", "_su_user"),
    *("_sudo_password", "_sudo_user", "_temp_dir"),
)
_ENVIRONMENT = "_env"
# How to become root on a host, and what its shell may need: a proxy, another shell, a /tmp that
# allows to execute.
SHELL_KEYS = frozenset({*_FLAGS, *_TEXTS, _ENVIRONMENT})
CONNECTION_KEYS = SHELL_KEYS | {
    *("ssh_allow_agent", "ssh_config_file", "ssh_connect_retries", "ssh_connect_retry_max_delay"),
    *("ssh_connect_retry_min_delay", "ssh_file_transfer_protocol", "ssh_forward_agent"),
    *("ssh_hostname", "ssh_key", "ssh_key_password", "ssh_known_hosts_file"),
    *("ssh_look_for_keys", "ssh_paramiko_connect_kwargs", "ssh_password", "ssh_port"),
    *("ssh_strict_host_key_checking", "ssh_user"),
}
# pyinfra would give these to every operation: run it once, skip it, ignore its errors ...
STEERING_KEYS = frozenset(
    {
        *("_chdir", "_continue_on_error", "_get_pty", "_if", "_ignore_errors", "_parallel"),
        *("_retries", "_retry_delay", "_retry_until", "_run_once", "_serial", "_stdin"),
        *("_success_exit_codes", "_timeout", "name"),
    }
)
PLAIN_DATA = (int, float, list, tuple, dict, type(None))


def steering_sentence(key: str) -> str:
    """Say why a key of STEERING_KEYS is refused."""
    return (
        f"{key} is refused: it changes how the deploy runs its steps, whose order keeps the "
        "sessions. Take it out of the inventory, group_data/ and --data."
    )


def shell_misfit(data: Mapping[str, Any]) -> str | None:
    """Say which of a host's SHELL_KEYS has a value of the wrong kind; None if all are right.

    Their values are not shown: some are passwords. pyinfra itself checks the keys of SSH.
    """
    for key in sorted(SHELL_KEYS & data.keys()):
        value = data[key]
        if value is None:
            continue
        if key in _FLAGS and not isinstance(value, bool):
            expected = "true or false"
        elif key in _TEXTS and not isinstance(value, str):
            expected = "a text, in quotes if it looks like a number"
        elif key == _ENVIRONMENT and not _is_environment(value):
            expected = "texts by name"
        else:
            continue
        return f"{key} has the wrong kind: expected {expected}."
    return None


def _is_environment(value: object) -> bool:
    # A text may be in an object of pyinfra's that hides it.
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and not isinstance(text, PLAIN_DATA) for name, text in value.items()
    )
