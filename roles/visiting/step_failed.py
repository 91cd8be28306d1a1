"""What went wrong in a visitor's step."""

from roles.configuration.journey import Step


class StepFailedError(Exception):
    """A step whose answer is not as expected: its number, request, what was expected and found.

    `is_passing` tells whether the same request may do well a moment later: nothing came, or the
    server says that the fault is its own (5xx).
    """

    def __init__(
        self, number: int, step: Step, expected: str, found: str, is_passing: bool
    ) -> None:
        """Take what a person is told of it."""
        super().__init__(f"step {number} ({step.request}): expected {expected}, found {found}")
        self.number, self.step = number, step
        self.expected, self.found, self.is_passing = expected, found, is_passing
