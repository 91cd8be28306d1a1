"""One run at a time; a run that dies frees its lock; what was done is on record."""

import json
import signal
from itertools import count

import pytest

from tests.lab.interrupting import deploying, started_deploy
from tests.lab.rig import APP, JAVA_OPTS, Rig
from tests.lab.settled import Settled

STATE = f"/var/lib/session-cluster/{APP}"
HOSTS = ("lb1", "app1", "app2", "redis1")
SWAP = "session_profile=sticky"
SWITCH = "Turn 1 of at most 2: drain"
TURNS = count()


@pytest.fixture
def hosts(settled: Settled) -> Rig:
    """Hosts with the app on them, whatever its settings are."""
    return settled.after_any_deploy()


def another_turn() -> str:
    """A setting that has each server restarted."""
    return f"{JAVA_OPTS} -Dturn={next(TURNS)}"


def audit(cluster: Rig, host: str) -> list[dict[str, object]]:
    text = cluster.run(host, f"cat /var/log/session-cluster/{APP}.log")
    return [json.loads(line) for line in text.splitlines()]


def held(cluster: Rig) -> list[str]:
    return [host for host in HOSTS if cluster.run(host, f"ls {STATE}/lock 2>/dev/null || true")]


def test_second_deploy_is_refused_with_who_holds_the_lock(hosts: Rig) -> None:
    with started_deploy(hosts, another_turn(), until=SWITCH) as first:
        assert held(hosts) == list(HOSTS)
        second = hosts.deploy()
        assert second.exit_code == 1
        assert "another run holds the deploy lock (" in second.output
        assert f"deploy of {APP}" in second.output
        assert first.finish() == 0
    assert held(hosts) == []


def test_second_deploy_waits_for_the_first_and_says_for_whom(hosts: Rig) -> None:
    turn = another_turn()
    with (
        started_deploy(hosts, turn, until=SWITCH) as first,
        deploying(hosts, turn, "lock_wait=120") as second,
    ):
        said = second.lines()
        waits = next((line for line in said if "Waits for the deploy lock" in line), "it ended")
        assert f": deploy of {APP} " in waits and "for 120 s at most" in waits
        assert first.finish() == 0
        assert any("No app server is restarted." in line for line in said)
        assert second.finish() == 0
    assert held(hosts) == []


@pytest.mark.sweep
def test_two_deploys_that_begin_at_once_both_succeed(hosts: Rig) -> None:
    turn = another_turn()
    with (
        deploying(hosts, turn, "lock_wait=120") as first,
        deploying(hosts, turn, "lock_wait=120") as second,
    ):
        assert (first.finish(), second.finish()) == (0, 0)
    assert held(hosts) == []


def test_killed_deploy_frees_the_lock_with_a_word(hosts: Rig) -> None:
    with started_deploy(hosts, another_turn(), until=SWITCH) as first:
        first.send(signal.SIGKILL)
    assert held(hosts) == list(HOSTS)
    outcome = hosts.deploy_well()
    assert "the run before this one ended without a word (" in outcome.output
    assert held(hosts) == []
    assert {"abandoned", "succeeded"} <= {str(line["outcome"]) for line in audit(hosts, "lb1")[-3:]}


def test_lock_of_another_machine_counts_until_its_lease_ends(hosts: Rig) -> None:
    with started_deploy(hosts, another_turn(), until=SWITCH) as first:
        first.send(signal.SIGKILL)
    elsewhere = """sed -i 's/"machine": "[^"]*"/"machine": "elsewhere"/'"""
    for host in HOSTS:
        hosts.run(host, f"{elsewhere} {STATE}/lock && touch {STATE}/lock")
    refused = hosts.deploy()
    assert refused.exit_code == 1
    assert "90 s after its last renewal" in refused.output
    for host in HOSTS:
        hosts.run(host, f"touch -d '95 seconds ago' {STATE}/lock")
    assert "ended without a word" in hosts.deploy_well().output


def test_unlock_frees_it_by_hand(hosts: Rig) -> None:
    with started_deploy(hosts, another_turn(), until=SWITCH) as first:
        outcome = hosts.deploy_well(script="unlock.py")
        assert "freed from " in outcome.output
        assert first.finish() == 1
    assert held(hosts) == []
    hosts.deploy_well()


def test_audit_log_says_who_did_what(cluster: Rig) -> None:
    cluster.deploy_well(SWAP)
    for host in HOSTS:
        last = audit(cluster, host)[-1]
        assert last["what"] == "deploy"
        assert last["outcome"] == "succeeded"
        assert "@" in str(last["who"])
        assert last["to"] == {"release": cluster.releases()["app1"], "profile": "sticky"}
        assert "clustered" in json.dumps(last["from"])
    lines = len(audit(cluster, "lb1"))
    cluster.deploy_well(SWAP)
    assert len(audit(cluster, "lb1")) == lines
    cluster.deploy(SWAP, "app_java_opts=-XX:NoSuchOption")
    last = audit(cluster, "app1")[-1]
    assert str(last["outcome"]).startswith("failed: app1: start: ")
    check = f"logrotate --debug /etc/logrotate.d/session-cluster-{APP} 2>&1 || true"
    assert "error" not in cluster.run("lb1", f"command -v logrotate >/dev/null && {check} || true")
