"""What the verification says: the evidence it saw, and each check in one form."""

import pytest


class Evidence:
    """What was seen, line by line, for the report at the end."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.lines: list[str] = []

    def saw(self, host: str, what: str) -> None:
        """Keep a line about a host."""
        self.lines.append(f"{host}: {what}")


def check(host: str, what: str, *, expected: object, found: object, command: str) -> None:
    """Fail when something is not as expected: on which host, and the command that shows it."""
    if found != expected:
        deny(host, what, expected=expected, found=found, command=command)


def deny(host: str, what: str, *, expected: object, found: object, command: str) -> None:
    """Fail a check."""
    pytest.fail(
        f"{host}: {what}\n  expected: {expected}\n  found:    {found}\n  see it:   {command}",
        pytrace=False,
    )
