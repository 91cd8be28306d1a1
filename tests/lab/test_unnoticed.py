"""What visitors see of deploys, swaps and rollbacks: the ledger says.

`make test` has what no other test does. The rest is in the sweep: visitors over HTTPS meet the same
in test_https.py, and those of strangers' apps over HTTP.
"""

import re
import time
from pathlib import Path

import pytest

from lab.commands import Outcome
from lab.ledger.kinds import HUGE, SLOW
from lab.ledger.totals import Totals
from lab.ledger.traffic import VISITORS, Traffic
from tests.lab import releases
from tests.lab.rig import APP, Rig

STICKY = "session_profile=sticky"
# Enough for a good release on a busy machine.
READINESS = "readiness_timeout=25"
# A visitor sees what has happened with the next request only, and may be at a picture until then.
NEXT_REQUEST_SECONDS = 3 + HUGE[-1] / SLOW


def assert_nothing_lost(totals: Totals) -> None:
    assert totals.clean, str(totals)
    assert totals.requests > 100


def announced_sessions(outcome: Outcome) -> int:
    """How many sessions in memory the deploy said, before it began, that it would end."""
    return sum(map(int, re.findall(r"app\d+: (\d+) sessions", outcome.output)))


def assert_interrupted_at_most_twice(totals: Totals) -> None:
    assert (totals.failed, totals.wrong) == (0, 0), str(totals)
    assert totals.most_interruptions <= 2, str(totals)


@pytest.mark.sweep
def test_new_release_in_clustered(cluster: Rig, traffic: Traffic, tmp_path: Path) -> None:
    with traffic:
        outcome = cluster.deploy_well(releases.release(tmp_path / "next.jar"))
    assert_nothing_lost(traffic.totals)
    assert "one after the other." in outcome.output
    assert "0 sessions are lost." in outcome.output


@pytest.mark.sweep
def test_rollback_in_clustered(cluster: Rig, traffic: Traffic, tmp_path: Path) -> None:
    before = cluster.releases()
    cluster.deploy_well(releases.release(tmp_path / "next.jar"))
    after = cluster.releases()
    assert after != before
    with traffic:
        cluster.deploy_well(script="rollback.py")
    assert_nothing_lost(traffic.totals)
    assert cluster.releases() == before
    # The one that was left is not chosen again, but by name.
    again = cluster.deploy(script="rollback.py", flags=["--dry"])
    assert f" to {after['app1']}" not in again.output
    named = [f"release={after['app1']}"]
    planned = cluster.deploy_well(*named, script="rollback.py", flags=["--dry"])
    assert f" to {after['app1']}." in planned.output


def test_new_release_in_sticky(sticky: Rig, sticky_traffic: Traffic, tmp_path: Path) -> None:
    with sticky_traffic:
        outcome = sticky.deploy_well(STICKY, releases.release(tmp_path / "next.jar"))
    assert_interrupted_at_most_twice(sticky_traffic.totals)
    assert announced_sessions(outcome) >= VISITORS, outcome.output


@pytest.mark.sweep
def test_swap_to_clustered(sticky: Rig, sticky_traffic: Traffic) -> None:
    with sticky_traffic:
        outcome = sticky.deploy_well()
    assert_interrupted_at_most_twice(sticky_traffic.totals)
    assert announced_sessions(outcome) >= VISITORS, outcome.output


@pytest.mark.sweep
def test_swap_to_sticky(cluster: Rig, traffic: Traffic) -> None:
    began = time.monotonic()
    with traffic:
        outcome = cluster.deploy_well(STICKY)
        ended = time.monotonic() - began
        traffic.last(NEXT_REQUEST_SECONDS + 3)
    assert_interrupted_at_most_twice(traffic.totals)
    last = traffic.totals.interrupted_at or 0
    assert last <= ended + NEXT_REQUEST_SECONDS, str(traffic.totals)
    assert "now in Redis will not be seen by the app." in outcome.output


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("bad", "gate"),
    [
        (releases.that_does_not_start, "start: the unit did not stay up"),
        (releases.that_answers_500, "smoke: "),
        (releases.that_never_gets_ready, "readiness: "),
        (releases.that_cannot_read_sessions, "sessions: "),
    ],
)
def test_bad_release_in_clustered(
    cluster: Rig, traffic: Traffic, tmp_path: Path, bad: releases.Maker, gate: str
) -> None:
    before, started = cluster.releases(), cluster.started()
    with traffic:
        outcome = cluster.deploy(bad(tmp_path / "bad.jar"), READINESS)
    assert outcome.exit_code == 1
    assert "The turn of app1 failed." in outcome.output
    assert f"gate failed: {gate}" in outcome.output
    assert "It is back on what it ran before and in rotation" in outcome.output
    assert_nothing_lost(traffic.totals)
    assert cluster.releases() == before
    assert cluster.started()["app2"] == started["app2"]
    assert cluster.deploy_well().changed == {}


def test_failure_at_the_second_server_takes_the_fleet_back(
    cluster: Rig, traffic: Traffic, tmp_path: Path
) -> None:
    before = cluster.releases()
    jar = releases.release(tmp_path / "next.jar")
    refusing = f"/etc/systemd/system/{APP}.service.d/refusing.conf"
    old = f"/opt/{APP}/releases/{before['app2']}"
    only_the_old = f"[Service]\\nExecStartPre=/usr/bin/test /opt/{APP}/current -ef {old}\\n"
    cluster.run("app2", f"mkdir -p $(dirname {refusing}) && printf '{only_the_old}' >{refusing}")
    try:
        with traffic:
            outcome = cluster.deploy(jar)
    finally:
        cluster.run("app2", f"rm {refusing} && systemctl daemon-reload")
    assert outcome.exit_code == 1
    assert "The turn of app2 failed." in outcome.output
    assert "app1 went back too." in outcome.output
    assert_nothing_lost(traffic.totals)
    assert cluster.releases() == before
    assert cluster.deploy_well().changed == {}
