"""Which keys of a host's data are pyinfra's own, and which of those a deploy can't bear."""

from collections.abc import Mapping
from typing import Any, get_type_hints

from pyinfra.api.arguments import ConnectorArguments, all_argument_meta, auth_argument_meta
from pyinfra.api.exceptions import ArgumentTypeError
from pyinfra.api.util import raise_if_bad_type
from pyinfra.connectors.ssh import connector_data_meta

# How to become root on a host, and what its shell may need: a proxy, another shell, a /tmp that
# allows to execute.
SHELL_KEYS = frozenset({*auth_argument_meta, "_env", "_shell_executable", "_temp_dir"})
CONNECTION_KEYS = SHELL_KEYS | connector_data_meta.keys()
# pyinfra would give these to every operation: run it once, skip it, ignore its errors ...
STEERING_KEYS = frozenset(all_argument_meta) - CONNECTION_KEYS
WORDS = {bool: "true or false", str: "a text, in quotes if it looks like a number"}


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
    kinds: dict[str, Any] = get_type_hints(ConnectorArguments)
    for key in sorted(SHELL_KEYS & data.keys()):
        if data[key] is None:
            continue
        try:
            raise_if_bad_type(data[key], kinds[key], ArgumentTypeError, key)
        except ArgumentTypeError:
            return f"{key} has the wrong kind: expected {WORDS.get(kinds[key], 'texts by name')}."
    return None
