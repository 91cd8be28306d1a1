"""What wrk printed, and whether an aim that is the least is met."""

from typing import Literal

import pytest

from bench.figures import Aim, Figure, Round
from bench.load import Loaded, read_wrk
from bench.measure import MeasurementError

SAID = """\
Running 5s test @ http://192.0.2.1/image/raw
  1 threads and 64 connections
  Latency Distribution
     50%    {median}
     75%    9.10ms
  10000 requests in 5.00s, 120.00MB read
{failures}Requests/sec:   2000.50
Transfer/sec:     24.00MB
"""


@pytest.mark.parametrize(
    ("median", "milliseconds"), [("812.00us", 0.812), ("7.25ms", 7.25), ("1.50s", 1500)]
)
def test_half_the_answers_came_within_milliseconds(median: str, milliseconds: float) -> None:
    said = SAID.format(median=median, failures="")
    assert read_wrk(said) == Loaded(2000.5, milliseconds)


@pytest.mark.parametrize(
    "failures",
    ["  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 0, read 3, write 0, timeout 0\n"],
)
def test_a_load_that_met_a_failure_measures_nothing(failures: str) -> None:
    with pytest.raises(MeasurementError, match=failures.strip()):
        read_wrk(SAID.format(median="7.25ms", failures=failures))


@pytest.mark.parametrize(("of", "limit"), [("ratio", 1.3), ("value", 120)])
def test_an_aim_may_be_the_least(of: Literal["ratio", "value"], limit: float) -> None:
    def met(value: float) -> bool | None:
        aim = Aim(limit, of, at_least=True)
        return Figure("Kit", "answers/s", "other", [Round(value, 100)], aim).met

    assert met(131) is True
    assert met(119) is False
