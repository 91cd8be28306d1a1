"""What a command line may not ask of the kit's own deploys."""

import sys
from collections.abc import Mapping
from os.path import isfile
from pathlib import Path
from typing import Any

import click

from roles.errors import RefusedError

# What changes the cluster, in an order that is its point.
DEPLOYS = {"deploy.py", "rollback.py"}
# What rids hosts of an app that have left its inventory.
RETIRES = "retire.py"
# What changes hosts.
CHANGES = {*DEPLOYS, RETIRES, "unlock.py"}
# What goes by the settings; `pyinfra ... exec` and `fact` may do as they like.
SCRIPTS = {*CHANGES, "status.py"}
REFUSED_FLAGS = {
    "serial": "it runs every step on one host before the next host begins",
    "no_wait": "it lets hosts run ahead of each other",
    "limit": "it leaves out hosts that the roll must reach",
    "exclude": "it leaves out hosts that the roll must reach",
    "fail_percent": "it lets a run go on without the hosts that failed",
}

# What asks for pyinfra's own output.
DETAILS = (
    *("verbosity", "debug", "debug_all", "debug_facts", "debug_operations"),
    "json_output",
)


def _asks_for(scripts: set[str]) -> bool:
    operations = click.get_current_context().params["operations"]
    return not scripts.isdisjoint(Path(operation).name for operation in operations)


def asks_for_the_kit() -> bool:
    """Tell whether the command line names one of the kit's own scripts."""
    return _asks_for(SCRIPTS)


def _asks_only_for(script: str) -> bool:
    operations = click.get_current_context().params["operations"]
    return {Path(operation).name for operation in operations} == {script}


def only_looks() -> bool:
    """Tell whether the command line names the status and nothing that changes a host."""
    return _asks_only_for("status.py")


def only_retires() -> bool:
    """Tell whether the command line is about hosts that are in no cluster any more."""
    return _asks_only_for(RETIRES)


def is_quiet() -> bool:
    """Tell whether a run of the kit says what matters, and leaves pyinfra's own words away.

    What a machine reads of a deploy is pyinfra's; of the status it is the kit's.
    """
    parameters = click.get_current_context().params
    asked = {name for name in DETAILS if parameters[name]}
    return asks_for_the_kit() and asked <= ({"json_output"} if only_looks() else set())


def must_ask() -> bool:
    """Tell whether the run asks before it changes something."""
    parameters = click.get_current_context().params
    return not (parameters["yes"] or parameters["dry"])


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def refuse_unsafe_invocation() -> None:
    """Refuse data without a value, flags that break the roll, an inventory that is no file, and a
    run that would have to ask where nobody can answer.

    Raises RefusedError; pyinfra itself would show a traceback for the first and the last, and go
    on and exit with 0 for the others.
    """
    parameters = click.get_current_context().params
    for item in parameters["data"]:
        if "=" not in item:
            raise RefusedError(f"--data {item} has no value: write --data {item}=VALUE.")
    if _asks_for(DEPLOYS):
        _refuse_unsafe_deploy(parameters)
    if _asks_for(CHANGES) and must_ask() and not _can_ask():
        raise RefusedError(
            "Nothing was changed: without -y the run asks before it begins, and there is no "
            "terminal to ask at. Add -y, or --dry to see what it would do."
        )


def _refuse_unsafe_deploy(parameters: Mapping[str, Any]) -> None:
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
