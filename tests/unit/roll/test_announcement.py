import logging
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from roles.configuration.settings import Profile
from roles.errors import RefusedError
from roles.plan.roll import ServerState, plan_roll
from roles.roll.announcement import Asked, announce, sentences
from roles.roll.losses import Found, losses
from roles.run.run import Work
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import write_jar

OLD, NEW = "0ld", "2ew"
IN_MEMORY = {"app1": 3, "app2": None, "app3": 0}


def server(
    name: str, sessions: str | None, release: str | None = OLD, pending: bool = True
) -> ServerState:
    return ServerState(name, pending, True, True, sessions, release, revision=f"{release}.1")


def said(
    profile: Profile,
    *servers: ServerState,
    in_redis: int | None = 7,
    work: Work = "deploy",
    maintenance: tuple[bool, bool] = (False, False),
    dealt: Mapping[str, Fraction] | None = None,
) -> list[str]:
    asked = Asked(work, profile, NEW, f"{NEW}.1", maintenance[1])
    found = Found(IN_MEMORY, in_redis, dealt or {}, maintenance[0])
    return sentences(plan_roll(profile, servers), asked, found)


def test_where_no_server_takes_a_turn_none_is_restarted() -> None:
    well = server("app1", "clustered", NEW, pending=False)
    assert said("clustered", well) == ["No app server is restarted.", "0 sessions are lost."]


def test_a_new_release_of_a_clustered_site_loses_nothing() -> None:
    found = said("clustered", server("app1", "clustered"), server("app2", "clustered", "1st"))
    assert found == [
        "Rolls app1, app2 from 0ld and 1st to 2ew, one after the other.",
        "0 sessions are lost.",
    ]


def test_a_first_release_is_started() -> None:
    found = said("sticky", server("app1", None, None), server("app2", None, None))
    assert found == ["Starts app1, app2 with release 2ew.", "0 sessions are lost."]


def test_other_settings_restart_the_servers() -> None:
    what, _ = said("clustered", server("app2", "clustered", NEW))
    assert what == "Restarts app2 with other settings, one after the other (release 2ew)."


def test_sessions_in_memory_end_with_the_turn_of_their_server() -> None:
    found = (server("app1", "sticky"), server("app2", "sticky"), server("app3", "clustered"))
    assert said("clustered", *found)[1:] == [
        "The session profile goes from sticky to clustered.",
        "The sessions in the memory of a server end with its turn "
        "(app1: 3 sessions, app2: an unknown number of sessions).",
    ]


def test_a_server_that_takes_no_turn_keeps_its_sessions() -> None:
    found = (server("app1", "sticky", NEW, pending=False), server("app3", "sticky"))
    (losses,) = said("sticky", *found)[1:]
    assert losses.endswith("(app3: 0 sessions).")


@pytest.mark.parametrize(
    ("in_redis", "count"), [(7, "7 sessions"), (None, "an unknown number of sessions")]
)
def test_sessions_in_redis_are_not_seen_by_an_app_that_keeps_them_in_memory(
    in_redis: int | None, count: str
) -> None:
    found = (server("app1", "clustered"), server("app3", "sticky"))
    assert said("sticky", *found, in_redis=in_redis)[1:] == [
        "The session profile goes from clustered to sticky.",
        f"{count} now in Redis will not be seen by the app.",
        "The sessions in the memory of a server end with its turn (app3: 0 sessions).",
    ]


def test_a_rollback_says_that_settings_go_back_too() -> None:
    found = said("sticky", server("app1", "clustered"), server("app3", "sticky"), work="rollback")
    assert found[:2] == [
        "Takes app1, app3 back from 0ld.1 to 2ew.1, the release and its settings, one after the "
        "other.",
        "The session profile goes from clustered to sticky.",
    ]


@pytest.mark.parametrize(
    ("maintenance", "sentence"),
    [
        ((False, True), "Maintenance begins before it."),
        ((True, False), "Maintenance ends after it."),
        ((True, True), None),
        ((False, False), None),
    ],
)
@pytest.mark.parametrize("work", ["deploy", "rollback"])
def test_maintenance_that_begins_or_ends_is_said(
    work: Work, maintenance: tuple[bool, bool], sentence: str | None
) -> None:
    found = said("clustered", server("app1", "clustered"), work=work, maintenance=maintenance)
    assert [line for line in found if "Maintenance" in line] == ([sentence] if sentence else [])


def test_visitors_that_get_another_server_are_counted() -> None:
    well = (server("app1", "sticky", NEW, pending=False), server("app2", "sticky", NEW, False))
    dealt = {
        "app1": Fraction(2, 3),
        "app2": Fraction(1),
        "192.0.2.13": Fraction(1),
        "app3": Fraction(0),
    }
    assert said("sticky", *well, dealt=dealt) == [
        "No app server is restarted.",
        "The visitors are dealt anew over the servers, and whose server changes loses the session "
        "(app1: 67 % of 3 sessions, app2: 100 % of an unknown number of sessions, 192.0.2.13: "
        "100 % of an unknown number of sessions).",
    ]


@pytest.mark.parametrize(
    ("profile", "counts"),
    [
        ("clustered", ["3 in the memory of app1, an unknown number in the memory of app2"]),
        (
            "sticky",
            [
                "7 in Redis",
                "3 in the memory of app1, an unknown number in the memory of app2",
                "67 % of 0 in the memory of app3",
            ],
        ),
    ],
)
def test_what_is_lost_is_counted_for_the_end_of_the_run(
    profile: Profile, counts: list[str]
) -> None:
    servers = (server("app1", "sticky"), server("app2", "sticky"), server("app3", "clustered"))
    dealt = {"app3": Fraction(2, 3)} if profile == "sticky" else {}
    found = losses(plan_roll(profile, servers), profile, Found(IN_MEMORY, 7, dealt))
    assert [loss.count for loss in found] == counts


def test_a_run_says_once_what_it_will_do(
    serving: AnsweringHosts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = serving.run(app_jar=str(write_jar(tmp_path / "site.jar")), session_profile="sticky")
    with caplog.at_level(logging.INFO, "pyinfra"):
        announce(run)
        announce(run)
    assert [record.getMessage().strip() for record in caplog.records] == [
        f"Rolls app2, app1 from 0ld to {run.decision.release}, one after the other.",
        "The sessions in the memory of a server end with its turn (app1: 3 sessions).",
    ]


@pytest.mark.parametrize("allowed", [True, False])
def test_the_only_server_is_taken_out_where_that_is_allowed(
    serving: AnsweringHosts, tmp_path: Path, allowed: bool
) -> None:
    jar = str(write_jar(tmp_path / "site.jar"))
    run = serving.run(app_jar=jar, session_profile="sticky", allow_downtime=allowed)
    run.cluster = replace(run.cluster, every_app=run.cluster.app[:1])
    if allowed:
        announce(run)
        return
    with pytest.raises(RefusedError) as refused:
        announce(run)
    assert str(refused.value).startswith("app1 is the only app server that serves, and it has to")
    assert str(refused.value).endswith("or say --data allow_downtime=true.")
