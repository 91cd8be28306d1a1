"""What a run decides when the fleet is not as the last one left it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.ledger.traffic import Traffic
from tests.lab import releases
from tests.lab.interrupting import started_deploy
from tests.lab.rig import APP, JAVA_OPTS, Rig

UNIT = f"/etc/systemd/system/{APP}.service.d/refusing.conf"
STATE = f"/var/lib/session-cluster/{APP}"
# In the place of mv, which root finds there first, once.
MOVE = "/usr/local/bin/mv"
DIES_WITH_THE_TURN = f"""#!/bin/sh
/bin/mv "$@" || exit
case "$*" in
*"{STATE}/healthy") rm "$0"; systemctl kill --signal=KILL {APP}; systemctl stop {APP} ;;
esac
"""
SECOND_SWITCH = "Turn 2 of at most 2: drain"


@contextmanager
def runs_only(cluster: Rig, host: str, release: str) -> Iterator[None]:
    """A host on which the app starts from one release only."""
    test = f"/usr/bin/test /opt/{APP}/current -ef /opt/{APP}/releases/{release}"
    unit = f"[Service]\\nExecStartPre={test}\\n"
    cluster.run(host, f"mkdir -p $(dirname {UNIT}) && printf '{unit}' >{UNIT}")
    try:
        yield
    finally:
        cluster.run(host, f"rm {UNIT} && systemctl daemon-reload")


def environments(cluster: Rig) -> dict[str, str]:
    return {host: cluster.run(host, f"cat /etc/{APP}/{APP}.env") for host in ("app1", "app2")}


def test_a_server_that_dies_after_its_turn_stops_the_roll(
    cluster: Rig, traffic: Traffic, tmp_path: Path
) -> None:
    before, started = cluster.releases(), cluster.started()
    # The last act of a turn is that it moves this link.
    cluster.run("app1", f"cat >{MOVE} <<'END'\n{DIES_WITH_THE_TURN}END\nchmod 755 {MOVE}")
    try:
        with traffic:
            outcome = cluster.deploy(releases.release(tmp_path / "next.jar"))
    finally:
        cluster.run("app1", f"rm -f {MOVE}")
    assert outcome.exit_code == 1
    assert "app1 passed its gates and does not answer any more." in outcome.output
    assert "app1 went back too." in outcome.output
    assert cluster.releases() == before and cluster.started()["app2"] == started["app2"]
    assert traffic.totals.clean, str(traffic.totals)
    assert cluster.deploy_well().changed == {}


def test_a_rollback_goes_back_to_what_ran_before_settings_included(cluster: Rig) -> None:
    before, release = environments(cluster), cluster.releases()["app1"]
    cluster.deploy_well(f"{JAVA_OPTS} -Dsome=thing")
    assert all("-Dsome=thing" in text for text in environments(cluster).values())
    # A server that can't go back leaves the others where they went, and the next try goes there.
    cluster.run("app2", f"mkdir -p $(dirname {UNIT})")
    refusing = f"[Service]\\nExecStartPre=/bin/grep -q some=thing /etc/{APP}/{APP}.env\\n"
    cluster.run("app2", f"printf '{refusing}' >{UNIT}")
    try:
        failed = cluster.deploy(script="rollback.py")
    finally:
        cluster.run("app2", f"rm {UNIT} && systemctl daemon-reload")
    assert "The turn of app2 failed." in failed.output and "left so: app1" in failed.output
    # As if it had been made anew since: it gets the revision from app1.
    forget = 'for each in *; do [ "$each" = "$kept" ] || rm -r "$each"; done'
    kept = f"cd {STATE}/revisions && kept=$(basename $(readlink ../healthy))"
    cluster.run("app2", f"{kept} && {forget}")
    outcome = cluster.deploy_well(script="rollback.py")
    assert "the release and its settings" in outcome.output
    assert environments(cluster) == before
    assert set(cluster.releases().values()) == {release}
    assert cluster.deploy_well().changed == {}


def test_only_what_an_interrupted_run_has_moved_goes_back(cluster: Rig, tmp_path: Path) -> None:
    before, jar = cluster.releases(), releases.release(tmp_path / "next.jar")
    with started_deploy(cluster, jar, until=SECOND_SWITCH) as first:
        first.send(signal.SIGKILL)
    moved = cluster.releases()
    assert moved["app1"] != before["app1"] and moved["app2"] == before["app2"]
    with runs_only(cluster, "app2", before["app2"]):
        # As if that run had come to its end: app1 runs what it ran before this one.
        cluster.run("app1", f"rm {STATE}/moved")
        failed = cluster.deploy(jar)
        assert "The turn of app2 failed." in failed.output
        assert "went back too" not in failed.output and cluster.releases() == moved
        cluster.run("app1", f"touch {STATE}/moved")
        failed = cluster.deploy(jar)
        assert "app1 went back too." in failed.output and cluster.releases() == before


def test_a_reload_that_fails_leaves_the_files_as_they_were(cluster: Rig) -> None:
    files = "/etc/nginx/conf.d /etc/nginx/sites-available /etc/nginx/nginx.conf"
    sums = f"find {files} -type f -exec sha256sum {{}} + | sort"
    before = cluster.run("lb1", sums)
    drop = "/etc/systemd/system/nginx.service.d/refusing.conf"
    unit = "[Service]\\nExecReload=\\nExecReload=/bin/false\\n"
    cluster.run("lb1", f"mkdir -p $(dirname {drop}) && printf '{unit}' >{drop}")
    cluster.run("lb1", "systemctl daemon-reload")
    try:
        outcome = cluster.deploy("maintenance=true")
    finally:
        cluster.run("lb1", f"rm {drop} && systemctl daemon-reload")
    assert outcome.exit_code == 1 and "Traceback" not in outcome.output
    assert cluster.run("lb1", sums) == before
    cluster.serves()
    cluster.deploy_well()
    assert cluster.deploy_well().changed == {}


@pytest.mark.sweep
def test_a_run_that_slept_while_another_took_its_lock_changes_nothing(
    cluster: Rig, tmp_path: Path
) -> None:
    jar = releases.release(tmp_path / "next.jar")
    with started_deploy(cluster, jar, until=SECOND_SWITCH) as first:
        first.process.send_signal(signal.SIGSTOP)
        cluster.deploy_well(script="unlock.py")
        cluster.deploy_well(jar)
        done = cluster.started()
        first.process.send_signal(signal.SIGCONT)
        assert first.finish() == 1
        assert cluster.started() == done
    assert cluster.deploy_well(jar).changed == {}
