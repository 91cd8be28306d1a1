"""The words of a turn: turn.sh says them, and Python reads the same."""

import re

import pytest

from roles.plan.turn_report import GATE, OUTCOME, Gate, Outcome, failed_gate, read_turn
from roles.remote import script_text

SAID = ("it waits", "gate failed: smoke: 500", "a line of the log")
TURN, VERDICT = script_text("turn", {}), script_text("verdict", {})


@pytest.mark.parametrize(
    ("succeeded", "last", "outcome", "serves"),
    [
        (True, "ready after 1 s", Outcome.HEALTHY, True),
        (False, "outcome: restored", Outcome.RESTORED, True),
        (False, "outcome: out", Outcome.OUT, False),
        (False, "the connection to app1 was lost: timed out", Outcome.UNKNOWN, False),
    ],
)
def test_what_a_turn_said_is_read(
    succeeded: bool, last: str, outcome: Outcome, serves: bool
) -> None:
    report = read_turn(succeeded, [*SAID, last])
    assert (report.outcome, report.serves, report.refused) == (outcome, serves, False)
    assert report.lines == (*SAID, last)
    assert failed_gate(report.lines) == "smoke: 500"


def test_what_says_nothing_of_a_gate_has_failed_none() -> None:
    assert failed_gate(["the connection was lost"]) is None


@pytest.mark.parametrize("script", [TURN, VERDICT])
def test_the_scripts_say_just_the_words_that_are_read(script: str) -> None:
    outcomes = set(re.findall(rf'say "{OUTCOME}(\w+)"', script))
    assert outcomes == {Outcome.RESTORED, Outcome.OUT}
    # The others are what visitors see, which is said here.
    gates = set(re.findall(r'failed_gate=(?:\$\{failed_gate:-)?"(\w+):', script))
    assert gates == {Gate.START, Gate.READINESS}
    assert f'say "{GATE}$1"' in script


def test_the_gates_are_passed_in_their_order() -> None:
    (passing,) = re.findall(r"^if (gate_start && .*); then$", TURN, re.MULTILINE)
    assert re.findall(r"gate_(\w+)", passing) == [gate.value for gate in list(Gate)[:2]]
