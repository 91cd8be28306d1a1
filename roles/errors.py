"""Errors that a user can mend."""

from types import TracebackType

from pyinfra.api.exceptions import PyinfraError


class RefusedError(PyinfraError):
    """A request that the kit refuses; its one sentence names the cause and the cure.

    pyinfra's command line shows it and exits with 1.
    """

    @property
    def __traceback__(self) -> TracebackType | None:
        """None: the command line would name its file and line, and a refusal is no bug."""
        return None

    @__traceback__.setter
    def __traceback__(self, traceback: TracebackType | None) -> None:
        pass


class UnreachableError(RefusedError):
    """A host that could not be connected; its sentence says what to do about it."""
