"""What a command line may not ask of the kit's own deploys."""

from os.path import isfile
from pathlib import Path

import click

from roles.errors import RefusedError

# The deploys whose order is their point; `pyinfra ... exec` and `fact` may do as they like.
DEPLOYS = {"deploy.py", "rollback.py"}
REFUSED_FLAGS = {
    "serial": "it runs every step on one host before the next host begins",
    "no_wait": "it lets hosts run ahead of each other",
    "limit": "it leaves out hosts that the roll must reach",
    "exclude": "it leaves out hosts that the roll must reach",
    "fail_percent": "it lets a run go on without the hosts that failed",
}


def refuse_unsafe_invocation() -> None:
    """Refuse data without a value, flags that break the roll, and an inventory that is no file.

    Raises RefusedError; pyinfra itself would show a traceback for the first, and go on and exit
    with 0 for the others.
    """
    parameters = click.get_current_context().params
    for item in parameters["data"]:
        if "=" not in item:
            raise RefusedError(f"--data {item} has no value: write --data {item}=VALUE.")
    operations = [Path(operation).name for operation in parameters["operations"]]
    if not DEPLOYS.intersection(operations):
        return
    for flag, reason in REFUSED_FLAGS.items():
        if parameters[flag]:
            name = flag.replace("_", "-")
            raise RefusedError(
                f"--{name} is refused: {reason}, and sessions would be lost. Run it without."
            )
    inventory = parameters["inventory"]
    if not isfile(inventory):
        raise RefusedError(
            f"The inventory {inventory} is no file: name one, such as inventory/lab.py."
        )
