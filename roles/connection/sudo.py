"""sudo that asks for a password: it gets it through standard input of the command, and so the
password is in no process list, no file and no log of a host.
"""

import importlib
import os
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NoReturn, Unpack

from pyinfra.api.arguments import ConnectorArguments
from pyinfra.api.command import StringCommand
from pyinfra.api.host import Host
from pyinfra.api.state import BaseStateCallback, State
from pyinfra.connectors.util import CommandOutput, make_unix_command

from roles.errors import RefusedError
from roles.remote import SudoAsksError

# Whose value a host's sudo gets; the setting that names it.
SETTING = "sudo_password_from"
VARIABLE = "SESSION_CLUSTER_SUDO"
# sudo asks the program that SUDO_ASKPASS names, its prompt as the argument. printenv is on every
# host, and prints the variable of that name: nothing has to be placed, and /tmp may be noexec. What
# is left of standard input is the command's, whether or not sudo has asked.
ASKING = (
    f"IFS= read -r {VARIABLE} && export {VARIABLE} && "
    f"SUDO_ASKPASS=/usr/bin/printenv exec sudo -H -A -k -p {VARIABLE}"
)
# How pyinfra begins a command for a sudo that asks nothing.
ASKS_NOTHING = ("sudo", "-H", "-n")


def sudo_password(
    name: str, data: Mapping[str, Any], environment: Mapping[str, str] = os.environ
) -> str | None:
    """Give the password of a host's sudo from this machine's environment; None where it asks none.

    Raises RefusedError where the variable is not there, and never shows what is in it.
    """
    if data.get("_sudo_password"):
        raise RefusedError(
            f"{name} has _sudo_password: a password stands in no inventory. Name the variable of "
            f"this machine's environment that has it by {SETTING}."
        )
    variable = data.get(SETTING)
    if not variable:
        return None
    password = environment.get(str(variable), "")
    if not password or not password.isprintable():
        raise RefusedError(
            f"{SETTING} of {name} is {variable!r}, and the environment of this machine has no "
            f"{variable}, or none that is one line: export it before the run."
        )
    return password


def as_root(command: StringCommand, **arguments: Any) -> StringCommand:
    """Give a command for root; what it is given begins with the password, on its own line."""
    made = make_unix_command(command, **arguments)
    assert tuple(made.bits[:3]) == ASKS_NOTHING
    return StringCommand(ASKING, *made.bits[3:])


class SudoPasswords(BaseStateCallback):
    """Gives the password to each command for root, in pyinfra's place.

    pyinfra would put it into the command, and place a program in /tmp that prints it.
    """

    def __init__(self, passwords: Mapping[str, str | None]) -> None:
        """Take the passwords by the names of their hosts."""
        self.passwords = passwords

    def host_connect(self, state: State, host: Host) -> None:  # type: ignore[override]
        """Begin with a host."""
        connector: Any = host.connector
        connector.run_shell_command = partial(
            _run, connector.run_shell_command, self.passwords.get(host.name)
        )


def _run(
    run_shell_command: Any,
    named: str | None,
    command: StringCommand,
    print_output: bool = False,
    print_input: bool = False,
    **arguments: Unpack[ConnectorArguments],
) -> tuple[bool, CommandOutput]:
    # pyinfra's own, which it has asked for on its command line.
    password = named or arguments.pop("_sudo_password", None)
    arguments.pop("_sudo_password", None)
    how: dict[str, Any] = dict(arguments)
    if password and how.get("_sudo"):
        control = ("_stdin", "_timeout", "_get_pty", "_success_exit_codes")
        kept = {key: how.pop(key) for key in control if key in how}
        command = as_root(command, **how)
        how = {**kept, "_stdin": [password, *_lines(kept.get("_stdin"))]}
    ended: tuple[bool, CommandOutput] = run_shell_command(command, print_output, print_input, **how)
    return ended


def _lines(given: str | Iterable[str] | None) -> Iterable[str]:
    return [given] if isinstance(given, str) else given or ()


def _refuse_to_ask(prompt: str) -> NoReturn:
    raise SudoAsksError


def ask_nobody() -> None:
    """Keep pyinfra from asking at the terminal, host by host."""
    connectors: Any = importlib.import_module("pyinfra.connectors.util")
    connectors.getpass = _refuse_to_ask
