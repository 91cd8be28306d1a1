"""Running a command of the lab: a refusal becomes one line."""

import sys

import click

from roles.errors import RefusedError


def run(command: click.Command) -> None:
    """Run a command; what it refuses becomes one line and exit code 1."""
    try:
        command(standalone_mode=False)
    except RefusedError as error:
        sys.exit(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
