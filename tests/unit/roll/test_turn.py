"""What a turn's script is asked for, and what is done with what it says."""

from base64 import b64encode
from pathlib import Path

import pytest

from roles.plan.turn_report import Outcome
from roles.roll.turn import How, run_turn, take_turn
from roles.run.lock_words import LOST
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, write_jar

SESSION = "0f8fad5b-d9cb-469f-a165-70867728950e"


def forget(session: str) -> str:
    return f"forget {b64encode(session.encode()).decode()}"


def test_the_sessions_of_the_gates_are_deleted_and_not_shown(
    hosts: AnsweringHosts, run: Run
) -> None:
    hosts.answers["turn"] = [forget(SESSION), "it says", forget("another"), "ready after 1 s"]
    turned = run_turn(run, run.cluster.app[0], "deploy")
    assert turned.outcome == Outcome.HEALTHY and turned.lines == ("it says", "ready after 1 s")
    keys = hosts.given["redis_forget"]["keys"]
    assert keys == f"spring:session:sessions:{SESSION} spring:session:sessions:another"


@pytest.mark.parametrize(
    "cookie", ["", "no base64", "YQ", "YQ=", "w6E=", "/w==", "그림", "YSBi", "YQpi", "Kg==", "JA=="]
)
def test_a_cookie_that_names_no_session_is_passed_over(
    hosts: AnsweringHosts, run: Run, cookie: str
) -> None:
    hosts.answers["turn"] = [f"forget {cookie}", forget(SESSION)]
    run_turn(run, run.cluster.app[0], "deploy")
    assert hosts.given.pop("redis_forget")["keys"] == f"spring:session:sessions:{SESSION}"
    hosts.answers["turn"] = [f"forget {cookie}"]
    assert run_turn(run, run.cluster.app[0], "deploy").lines == ()
    assert "redis_forget" not in hosts.given


def test_sessions_in_memory_are_left_to_their_end(hosts: AnsweringHosts, tmp_path: Path) -> None:
    hosts.answers["turn"] = [forget(SESSION)]
    jar = str(write_jar(tmp_path / "site.jar"))
    sticky = hosts.run(app_jar=jar, session_profile="sticky")
    assert run_turn(sticky, sticky.cluster.app[0], "deploy").lines == ()
    assert "redis_forget" not in hosts.given


@pytest.mark.parametrize(
    ("before", "asked", "keeps"),
    [
        ("clustered", "clustered", "yes"),
        ("clustered", "sticky", "no"),
        ("sticky", "clustered", "no"),
        ("sticky", "sticky", "no"),
    ],
)
def test_the_new_release_has_to_read_old_sessions_where_they_stay_in_redis(
    hosts: AnsweringHosts, tmp_path: Path, before: str, asked: str, keeps: str
) -> None:
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), f"sessions {before}"]
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")), session_profile=asked)
    run_turn(run, run.cluster.app[0], "deploy")
    assert hosts.given["turn"]["keeps_sessions"] == keeps


@pytest.mark.parametrize(
    ("how", "keeps"), [("deploy", "yes"), ("rollback", "yes"), ("restore", "no")]
)
def test_a_turn_forward_and_the_turns_back_are_told_apart(
    hosts: AnsweringHosts, run: Run, how: How, keeps: str
) -> None:
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), "sessions clustered"]
    run_turn(run, run.cluster.app[0], how)
    given = hosts.given["turn"]
    assert (given["how"], given["keeps_sessions"]) == (how, keeps)
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
    hosts.answers["turn"], hosts.failing = [*lines, forget(SESSION)], {"turn"}
    server = run.cluster.app[0]
    assert take_turn(run.host(server).state, run.host(server), run, server)
    assert run.progress.failure and (run.progress.failure.host, run.progress.failure.turn) == (
        "app1",
        0,
    )
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
