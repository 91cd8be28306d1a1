"""Errors that a user of the lab can mend."""


class LabError(Exception):
    """What is wrong and what to do, in a sentence."""
