"""Errors that a user can mend."""

from types import TracebackType

from pyinfra.api.exceptions import PyinfraError


class RefusedError(PyinfraError):
    """A request that the kit refuses; its one sentence names the cause and the cure.

    pyinfra's command line shows it and exits with 1.
    """

    # The command line would name the file and line of a traceback; a refusal is no bug to look up.
    @property
    def __traceback__(self) -> TracebackType | None:
        return None

    @__traceback__.setter
    def __traceback__(self, traceback: TracebackType | None) -> None:
        pass
