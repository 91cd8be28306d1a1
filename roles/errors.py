"""Errors that a user can mend."""

from pyinfra_cli.exceptions import CliError


class RefusedError(CliError):  # type: ignore[misc]
    """A request that the kit refuses; its one sentence names the cause and the cure.

    A CliError, since pyinfra's command line shows just its message and exits with 1.
    """
