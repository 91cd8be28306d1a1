"""Trying what may fail at first: while the fault may pass, and until its limit."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gevent import Timeout
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_fixed

from roles.visiting.step_failed import StepFailedError

RETRY_SECONDS = 0.5


@dataclass
class Tried:
    """What came of it: how it `failed`, None where it did well, and what is `said` beside."""

    failed: str | None = None
    said: list[str] = field(default_factory=list)


def keep_trying(gate: str, seconds: int, attempt: Callable[[], None]) -> Tried:
    """Try until the limit while the fault may pass; say how often, and what came of it.

    The first requests after a start may be too slow for the app itself: it connects to Redis with
    them, and its code is cold. What else it says would not change.
    """
    before: list[str] = []

    def keep(state: RetryCallState) -> None:
        assert state.outcome is not None
        before.append(str(state.outcome.exception()))

    trying = Retrying(
        stop=stop_after_delay(seconds),
        wait=wait_fixed(RETRY_SECONDS),
        retry=retry_if_exception(lambda error: getattr(error, "is_passing", False)),
        before_sleep=keep,
        reraise=True,
    )
    try:
        trying(within, seconds, attempt)
    except StepFailedError as error:
        times = f"; tried {len(before) + 1} times in {seconds} s" if before else ""
        return Tried(f"{gate}: {error}{times}")
    if not before:
        return Tried()
    return Tried(said=[f"passed at try {len(before) + 1}; the one before: {gate}: {before[-1]}"])


def within(seconds: int, attempt: Callable[[], None]) -> None:
    """Make an attempt; one that takes twice as long ends as one that had no answer.

    httpx' own limits are for each wait: an answer that drips would have no end. Whoever reads
    takes this as the end of its own limit.
    """
    with Timeout(2 * seconds, TimeoutError(f"no end of it within {2 * seconds} s")):
        attempt()
