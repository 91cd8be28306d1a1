"""What became of a request, as its visitor saw it."""

from dataclasses import dataclass

from lab.ledger.judgement import Answer


@dataclass(frozen=True)
class Reply:
    """An answer, its request's id, and whether the request was sent twice.

    `began` and `ended` are on the clock of time.monotonic(); `seconds` is the visitor's wait: a
    slow line's own pauses are not in it.
    """

    request: str
    answer: Answer
    began: float
    ended: float
    seconds: float
    retried: bool
