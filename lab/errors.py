"""Errors that a user of the lab can mend."""

from roles.errors import RefusedError


class LabError(RefusedError):
    """What is wrong and what to do, in a sentence."""
