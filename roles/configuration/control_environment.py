"""What the control machine's environment gives: secrets, which stand in no file of the project."""

import os
from collections.abc import Iterable, Sequence

from roles.configuration.journey import Step, variables
from roles.errors import RefusedError


def read_secrets(names: Iterable[str], setting: str) -> dict[str, str]:
    """Give variables of this machine's environment; raises RefusedError naming those missing."""
    wanted = list(names)
    missing = [name for name in wanted if name not in os.environ]
    if missing:
        raise RefusedError(
            f"{setting} needs {' and '.join(missing)} in the environment of this machine: export "
            f"{'it' if len(missing) == 1 else 'them'} before the run."
        )
    return {name: os.environ[name] for name in wanted}


def journey_secrets(journey: Sequence[Step]) -> dict[str, str]:
    """Give the variables that a journey needs; raises RefusedError naming those missing."""
    return read_secrets(variables(journey), "journey")


def app_secrets(names: Iterable[str]) -> dict[str, str]:
    """Give an app's secrets; raises RefusedError naming those missing, or unfit for a file."""
    found = read_secrets(names, "app_secrets")
    for name, value in found.items():
        if not value.isprintable():
            raise RefusedError(
                f"app_secrets names {name}, whose value has a line's end or another control "
                "character: systemd's environment files hold one line for each."
            )
    return found
