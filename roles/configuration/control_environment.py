"""What the control machine's environment gives: secrets, which stand in no file of the project."""

import os
from collections.abc import Sequence

from roles.configuration.journey import Step, variables
from roles.errors import RefusedError


def journey_secrets(journey: Sequence[Step]) -> dict[str, str]:
    """Give the variables that a journey needs; raises RefusedError naming those missing."""
    names = variables(journey)
    missing = [name for name in names if name not in os.environ]
    if missing:
        raise RefusedError(
            f"journey needs {' and '.join(missing)} in the environment of this machine: export "
            f"{'it' if len(missing) == 1 else 'them'} before the run."
        )
    return {name: os.environ[name] for name in names}
