import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lab.ledger.entries import Entry, Ledger, write_lines
from lab.ledger.judgement import Verdict
from lab.ledger.totals import add_up

ANSWERED = Entry("", 0, 0, 1, "GET", "/image/raw", 200, 0.1, Verdict.RIGHT)


def entry(ended: float, verdict: Verdict = Verdict.RIGHT, **other: Any) -> Entry:
    made = replace(
        ANSWERED, request=f"run-{ended}", began=ended - 0.1, ended=ended, verdict=verdict
    )
    return replace(made, **other)


def test_each_verdict_is_counted() -> None:
    verdicts = [Verdict.FAILED] * 2 + [Verdict.WRONG] * 3 + [Verdict.LOST] * 4 + [Verdict.RIGHT] * 5
    totals = add_up([entry(1, verdict) for verdict in verdicts], 2)
    assert (totals.requests, totals.failed, totals.wrong, totals.lost) == (14, 2, 3, 4)
    assert len(totals.bad) == 9 and not totals.clean


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.WRONG, Verdict.LOST])
def test_one_bad_request_is_enough(verdict: Verdict) -> None:
    assert add_up([entry(1), entry(2)], 3).clean
    assert not add_up([entry(1), entry(2, verdict)], 3).clean


def test_percentiles_are_waits_that_somebody_had() -> None:
    totals = add_up([entry(1, seconds=wait / 100) for wait in range(100, 0, -1)], 2)
    assert (totals.p50, totals.p99) == (0.5, 0.99)
    assert add_up([entry(1, seconds=0.7)], 2).p99 == 0.7


def test_the_longest_pause_is_one_without_any_right_answer() -> None:
    right = [entry(end) for end in (1, 2, 3.5, 7, 8)]
    bad = [entry(5, Verdict.FAILED), entry(6, Verdict.LOST)]
    totals = add_up([*right, *bad], 8.5)
    assert (totals.longest_pause, totals.pause_at) == (3.5, 3.5)


def test_a_pause_may_last_to_the_end_but_does_not_begin_before_the_first_answer() -> None:
    totals = add_up([entry(4), entry(5), entry(19)], 9)
    assert (totals.longest_pause, totals.pause_at) == (4, 5)


def test_a_run_without_a_right_answer_is_one_pause() -> None:
    assert add_up([entry(1, Verdict.FAILED)], 9).longest_pause == 9


def test_interruptions_are_counted_by_visitor() -> None:
    losses = [(1, 2.0), (2, 3.0), (1, 7.0), (1, 5.0)]
    totals = add_up([entry(at, Verdict.LOST, visitor=visitor) for visitor, at in losses], 8)
    assert totals.interruptions == {1: 3, 2: 1}
    assert (totals.most_interruptions, totals.interrupted_at) == (3, 7.0)
    assert add_up([entry(1)], 8).most_interruptions == 0


def test_the_server_that_answered_counts_not_the_one_tried_before() -> None:
    tried = entry(1, server="app1, app2")
    failed = entry(2, Verdict.FAILED, server="app1")
    totals = add_up([tried, failed, entry(3)], 4)
    assert totals.servers == {"app1": 1, "app2": 1, "unknown": 1}
    assert totals.bad_by_server == {"app1": 1}


def test_bad_requests_are_counted_by_the_kind_of_their_visitor() -> None:
    kept = [entry(end, kind="12 KB, kept") for end in (1, 2)]
    fresh = entry(3, Verdict.FAILED, kind="390 KB, fresh", status=None, seen="short answer")
    totals = add_up([*kept, fresh], 4)
    assert totals.kinds == {"12 KB, kept": 2, "390 KB, fresh": 1}
    assert totals.bad_by_kind == {"390 KB, fresh": 1}
    assert "visitor  1 (390 KB, fresh)  GET /image/raw: no whole answer after" in str(totals)


def test_a_failed_assertion_shows_the_first_bad_requests_in_the_order_of_their_beginning() -> None:
    late = entry(3, Verdict.WRONG, seen="the picture of visitor 7", server="app2")
    early = entry(2, Verdict.FAILED, seen="status 502", status=502)
    text = str(add_up([entry(1, retried=True), late, early], 4)).splitlines()
    assert text[0].startswith("3 requests in 4.0 s: 1 failed, 1 wrong, 0 lost, 1 retried; ")
    assert "status 502 after 0.100 s  failed: status 502  [run-2]" in text[1]
    assert "from app2 after 0.100 s  wrong: the picture of visitor 7" in text[2]


def test_the_ledger_counts_as_it_goes() -> None:
    ledger = Ledger()
    for verdict in (Verdict.RIGHT, Verdict.LOST, Verdict.RIGHT):
        ledger.write(entry(1, verdict))
    assert ledger.counts == {"right": 2, "lost": 1}
    assert len(ledger.entries) == 3


def test_lines_for_machines_have_the_time_of_day(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    short = entry(61.5, server="app1", kind="12 KB, fresh", size=8032, declared=12420)
    write_lines([short, entry(62)], datetime(2030, 1, 1, tzinfo=UTC), file)
    first, second = map(json.loads, file.read_text().splitlines())
    assert first == {
        "time": "2030-01-01T00:01:01.400+00:00",
        "request": "run-61.5",
        "began": 61.4,
        "ended": 61.5,
        "visitor": 1,
        "method": "GET",
        "path": "/image/raw",
        "status": 200,
        "seconds": 0.1,
        "verdict": "right",
        "seen": "",
        "retried": False,
        "server": "app1",
        "kind": "12 KB, fresh",
        "size": 8032,
        "declared": 12420,
    }
    assert second["server"] == ""
