"""What a turn's script is asked for, and what is done with what it says."""

from pathlib import Path

import pytest

from roles.lb import load
from roles.plan.turn_report import Outcome
from roles.roll import turn
from roles.roll.turn import How, run_turn, take_turn
from roles.rotation import Rotation
from roles.run.lock_words import LOST
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, write_jar
from tests.unit.doubles.playing_visits import PlayingVisits

SMOKE = "smoke: step 2 (POST /image): expected status 200, found status 500"


@pytest.fixture(autouse=True)
def visits(monkeypatch: pytest.MonkeyPatch) -> PlayingVisits:
    """Visitors that are well with every server, unless a test says otherwise."""
    made = PlayingVisits()
    monkeypatch.setattr(turn, "Visits", made.of)
    return made


def test_what_visitors_find_is_the_servers_verdict(
    hosts: AnsweringHosts, run: Run, visits: PlayingVisits
) -> None:
    hosts.answers |= {"turn": ["ready after 1 s"], "verdict": ["it is kept"]}
    turned = run_turn(run, run.cluster.app[0], "deploy")
    assert turned.outcome == Outcome.HEALTHY
    assert turned.lines == ("ready after 1 s", "it is slow", "it is kept")
    assert hosts.given["verdict"]["failed_gate"] == ""
    visits.finds, hosts.failing = SMOKE, {"verdict"}
    hosts.answers["verdict"] = [f"gate failed: {SMOKE}", "outcome: restored"]
    turned = run_turn(run, run.cluster.app[0], "deploy")
    assert turned.outcome == Outcome.RESTORED and f"gate failed: {SMOKE}" in turned.lines
    assert hosts.given["verdict"]["failed_gate"] == SMOKE


def test_a_server_that_does_not_get_ready_has_no_visitors(
    hosts: AnsweringHosts, run: Run, visits: PlayingVisits
) -> None:
    hosts.answers["turn"], hosts.failing = ["outcome: out"], {"turn"}
    assert run_turn(run, run.cluster.app[0], "deploy").outcome == Outcome.OUT
    assert "verdict" not in hosts.given and visits.calls[-1] == "forget"


@pytest.mark.parametrize(
    ("before", "asked", "keeps"),
    [
        ("clustered", "clustered", True),
        ("clustered", "sticky", False),
        ("sticky", "clustered", False),
        ("sticky", "sticky", False),
    ],
)
def test_the_new_release_has_to_read_old_sessions_where_they_stay_in_redis(
    hosts: AnsweringHosts,
    tmp_path: Path,
    visits: PlayingVisits,
    before: str,
    asked: str,
    keeps: bool,
) -> None:
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), f"sessions {before}"]
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")), session_profile=asked)
    run_turn(run, run.cluster.app[0], "deploy")
    assert ("write_probe" in visits.calls) is keeps
    assert visits.calls[-1] == f"failed_gate {asked == 'clustered'}"


@pytest.mark.parametrize(
    ("how", "keeps"), [("deploy", True), ("rollback", True), ("restore", False)]
)
def test_a_turn_forward_and_the_turns_back_are_told_apart(
    hosts: AnsweringHosts, run: Run, visits: PlayingVisits, how: How, keeps: bool
) -> None:
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), "sessions clustered"]
    run_turn(run, run.cluster.app[0], how)
    given = hosts.given["turn"]
    assert (given["how"], hosts.given["verdict"]["how"]) == (how, how)
    assert ("write_probe" in visits.calls) is keeps
    assert (given["environment"] != "", given["unit_text"] != "") == (how == "deploy",) * 2
    assert given["revision"].startswith(f"{run.decision.release}.")


def test_a_rollback_brings_what_the_servers_have_kept(
    hosts: AnsweringHosts, tmp_path: Path
) -> None:
    kept = [
        "kept r1.a r1 sum1 clustered",
        "kept r2.b r2 sum2 sticky",
        "installed r1",
        "revision r2.b",
    ]
    lists = ["history r1.a", "history r2.b"]
    for server in ("app1", "app2"):
        hosts.surveys[server] = [*FRESH_HOST.splitlines(), *kept, *lists]
    back = hosts.run("rollback", session_profile="sticky")
    assert (back.decision.revision, back.decision.release, back.decision.profile) == (
        "r1.a",
        "r1",
        "clustered",
    )
    assert back.decision.app_fingerprint(back.cluster.app[0]) == "sum1"
    take_turn(
        back.host(back.cluster.app[0]).state,
        back.host(back.cluster.app[0]),
        back,
        back.cluster.app[0],
    )
    given = hosts.given["turn"]
    assert (given["how"], given["revision"], given["redis_password"]) == (
        "rollback",
        "r1.a",
        "5e55ion",
    )


def test_a_revision_has_one_name_on_every_server_and_another_with_other_settings(
    hosts: AnsweringHosts, run: Run, tmp_path: Path
) -> None:
    jar = str(tmp_path / "site.jar")
    assert hosts.run(app_jar=jar).decision.revision == run.decision.revision
    assert "." in run.decision.revision and run.decision.revision.startswith(run.decision.release)
    for changed in (
        {"app_java_opts": "-Da=b"},
        {"spring_properties": {"a": 1}},
        {"app_heap_percent": 40},
    ):
        assert hosts.run(app_jar=jar, **changed).decision.revision != run.decision.revision
    hosts.answers["redis_password"] = ["another"]
    assert hosts.run(app_jar=jar).decision.revision != run.decision.revision


@pytest.mark.parametrize(
    ("lines", "serves", "gate"),
    [
        (["gate failed: smoke: 500", "a line", "outcome: restored"], True, "smoke: 500"),
        (["gate failed: start", "outcome: out"], False, "start"),
        (["the connection to app1 was lost"], False, "the connection to app1 was lost"),
        ([], False, ""),
    ],
)
def test_a_failed_turn_is_kept_for_the_end_of_the_roll(
    hosts: AnsweringHosts, run: Run, lines: list[str], serves: bool, gate: str
) -> None:
    hosts.answers["turn"], hosts.failing = lines, {"turn"}
    server = run.cluster.app[0]
    assert take_turn(run.host(server).state, run.host(server), run, server)
    assert run.progress.failure and run.progress.failure.host == "app1"
    assert run.progress.failure.moved == ()
    assert ("app1" in run.progress.failure.able) is serves
    assert (run.progress.failure.lines, run.progress.failure.reason) == (
        tuple(lines),
        gate or "The turn of app1 failed.",
    )


def test_a_turn_that_is_refused_is_no_failed_turn(hosts: AnsweringHosts, run: Run) -> None:
    hosts.answers["turn"], hosts.failing = [LOST], {"turn"}
    server = run.cluster.app[0]
    assert not take_turn(run.host(server).state, run.host(server), run, server)
    assert run.progress.failure is None and run.progress.lease.lost_on == "app1"


def test_what_nginx_has_waited_for_a_server_need_not_wait_for_again(
    hosts: AnsweringHosts, run: Run
) -> None:
    lb, server = run.cluster.lb[0], run.cluster.app[0]
    host = run.host(lb)
    waits = []
    for said in ([], ["gave up waiting for requests under way in nginx after 30 s"], []):
        hosts.answers["lb"] = said
        assert load(host.state, host, run, lb, Rotation("round_robin", ["app2"], drains=True))
        run_turn(run, server, "deploy")
        waits.append(hosts.given["turn"]["drain_timeout"])
    assert waits == ["30", "1", "30"]
