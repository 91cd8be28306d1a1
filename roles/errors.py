"""Errors that a user can mend."""

from types import TracebackType

from pyinfra.api.exceptions import PyinfraError


class RefusedError(PyinfraError):
    """A request that the kit refuses; its one sentence names the cause and the cure.

    pyinfra's command line shows it and exits with 1.
    """

    # The command line would name the file and line of a traceback; a refusal is no bug to look up.
    __traceback__: TracebackType | None = None
