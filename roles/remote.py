"""Running one of the kit's shell scripts on a host: a single round trip."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from gevent import Timeout
from paramiko import SSHException
from pyinfra.api.arguments import (
    CONNECTOR_ARGUMENT_KEYS,
    ConnectorArguments,
    pop_global_arguments,
)
from pyinfra.api.command import StringCommand
from pyinfra.api.host import Host

SCRIPTS = Path(__file__).parent / "scripts"
# How long a script waits for a step of a run whose control machine died, in seconds.
BUSY_TIMEOUT = 300
# A script takes in another as the shell would, on a line of its own.
PART = re.compile(r"^\. (parts/\w+\.sh)$", re.MULTILINE)
# The whole script comes through standard input, so that no process list shows its values.
SHELL = StringCommand("sh", "-s")


class SudoAsksError(EOFError):
    """sudo on a host asks for a password, and none was named."""


@dataclass(frozen=True)
class ScriptResult:
    """How a script ended and what it printed, line by line.

    One that is `refused` did nothing: the run has lost its lock.
    """

    succeeded: bool
    lines: list[str]
    refused: bool = False


def script_text(script: str, variables: Mapping[str, str]) -> str:
    """Give the text of scripts/<script>.sh with its variables set and its parts put in.

    The body is one function, read to its end before it starts: a command that reads standard
    input can't eat the rest. What it makes has the modes that it says, or those that everybody
    expects, whatever umask a hardened host gives root.
    """
    body = _read(f"{script}.sh")
    assignments = "".join(f"{name}={shlex.quote(value)}\n" for name, value in variables.items())
    return f"umask 022\n{assignments}main() {{\n{body}\n}}\nmain </dev/null\n"


@cache
def _read(path: str) -> str:
    text = (SCRIPTS / path).read_text(encoding="utf-8")
    return PART.sub(lambda part: _read(part[1]), text)


def run_script(
    host: Host, script: str, variables: Mapping[str, str], timeout: int | None = None
) -> ScriptResult:
    """Run scripts/<script>.sh as root on a host, `timeout` seconds at most.

    What it prints is never logged: some of it is secret.
    """
    arguments, _ = pop_global_arguments(host.state, host, {})
    connector_arguments = {
        key: value for key, value in arguments.items() if key in CONNECTOR_ARGUMENT_KEYS
    }
    connector_arguments |= {"_stdin": script_text(script, variables)}
    # pyinfra's own time-out begins when the command runs: a host may say nothing before that.
    limit = Timeout(timeout, TimeoutError(f"no answer within {timeout} s"))
    try:
        with limit:
            succeeded, output = host.run_shell_command(
                SHELL,
                print_output=False,
                print_input=False,
                **cast(ConnectorArguments, connector_arguments),
            )
    except SudoAsksError:
        return ScriptResult(False, [f"sudo on {host.name} asks for a password"])
    except EOFError:
        return ScriptResult(False, [f"{host.name} hung up"])
    except (OSError, SSHException) as error:
        return ScriptResult(False, [f"the connection to {host.name} was lost: {error}"])
    return ScriptResult(succeeded, [line.line for line in output])
