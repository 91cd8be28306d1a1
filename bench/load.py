"""Load by wrk: how many requests a second are answered, and how fast."""

import re
from dataclasses import dataclass

from bench.measure import MeasurementError, measure_together

MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Loaded:
    """What came of a load: answers a second, and within how many milliseconds half of them came."""

    per_second: float
    median_ms: float


def load(url: str, cookie: str, connections: int, seconds: int) -> Loaded:
    """Ask for a URL over and over, on connections that are kept.

    Raises MeasurementError when an answer is none, or no good one.
    """
    command = ["wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s"]
    (said,) = measure_together([[*command, "-H", f"Cookie: {cookie}", url]]).outputs
    return read_wrk(said)


def read_wrk(said: str) -> Loaded:
    """Read what wrk printed.

    Raises MeasurementError when an answer was none, or no good one.
    """
    failed = re.search(r"Socket errors:.*|Non-2xx or 3xx responses:.*", said)
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", said)
    median = re.search(r"50%\s+([\d.]+)(us|ms|s)\s", said)
    if failed or not per_second or not median:
        raise MeasurementError(f"Each request of wrk's was to be answered, but it said:\n{said}")
    return Loaded(float(per_second[1]), float(median[1]) * MILLISECONDS[median[2]])
