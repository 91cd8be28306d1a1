from pathlib import Path

import pytest

from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST

LB = "192.0.2.1"
SENDING = {"nginx": "active", "site_enabled": "yes"}


def deployed(run: Run, server: str) -> dict[str, str]:
    """What a server says of itself that runs as it shall."""
    wanted, release = run.decision.app_fingerprint(run.cluster.member(server)), run.decision.release
    for member in run.cluster.members:
        run.readings.forget_survey(member)
    return {
        "release": release,
        "installed": release,
        "sessions": "clustered",
        "fingerprint": wanted,
        "healthy": wanted,
        "active": "active",
        "answered": "200",
        "port": "8080",
        "whole": release,
        "fresh": "yes",
    }


def say(hosts: AnsweringHosts, host: str, found: dict[str, str], *lines: str) -> None:
    said = [f"{key} {value}" for key, value in found.items()]
    hosts.surveys[host] = [*FRESH_HOST.splitlines(), *said, *lines]


def test_servers_that_run_as_they_shall_take_no_turn(hosts: AnsweringHosts, run: Run) -> None:
    for server in ("app1", "app2"):
        say(hosts, server, deployed(run, server))
    say(hosts, LB, SENDING, "upstream 192.0.2.11:8080 up", "upstream 192.0.2.12:8080 up")
    plan = run.decision.roll_plan()
    assert plan.order == ()
    assert all(server.serving and server.answers for server in plan.servers)
    assert {server.sessions for server in plan.servers} == {"clustered"}


def test_hosts_without_a_release_are_pending_and_do_not_serve(run: Run) -> None:
    plan = run.decision.roll_plan()
    assert plan.order == ("app1", "app2")
    assert not any(server.serving or server.answers for server in plan.servers)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fingerprint", "changed since the last good deploy"),
        ("healthy", "another"),
        ("healthy", ""),
        ("active", "failed"),
        ("fresh", "no"),
        ("exposed", "yes"),
        ("whole", "another"),
        ("release", ""),
    ],
)
def test_a_server_takes_a_turn_when_anything_is_not_as_it_shall_be(
    hosts: AnsweringHosts, run: Run, key: str, value: str
) -> None:
    say(hosts, "app1", deployed(run, "app1"))
    say(hosts, "app2", deployed(run, "app2") | {key: value})
    assert run.decision.roll_plan().order == ("app2",)


def test_another_java_makes_a_server_pending(
    hosts: AnsweringHosts, run: Run, tmp_path: Path
) -> None:
    for server in ("app1", "app2"):
        say(hosts, server, deployed(run, server))
    # Another package, another path: what would start at the next crash was never tried.
    say(hosts, "app2", deployed(run, "app2") | {"java": "/usr/lib/jvm/java-21/bin/java"})
    assert hosts.run(app_jar=str(tmp_path / "site.jar")).decision.roll_plan().order == ("app2",)


@pytest.mark.parametrize(
    ("found", "healthy"),
    [({}, True), ({"active": "failed"}, True), ({"healthy": "another"}, False)],
)
def test_what_a_server_last_ran_well_is_compared_with_what_is_asked(
    hosts: AnsweringHosts, run: Run, found: dict[str, str], healthy: bool
) -> None:
    say(hosts, "app1", deployed(run, "app1") | {"port": "8081"} | found)
    server, other = run.decision.roll_plan().servers
    assert (server.healthy, server.release, server.port) == (healthy, run.decision.release, 8081)
    assert (other.healthy, other.release, other.port) == (None, None, None)


@pytest.mark.parametrize(
    ("lb", "marks", "app2", "serving"),
    [
        (SENDING, "up up", {}, {"app1", "app2"}),
        (SENDING, "up down", {}, {"app1"}),
        # Nobody is sent anything by an nginx that does not run, or whose site is not enabled.
        (SENDING | {"nginx": "failed"}, "up up", {}, set()),
        ({"nginx": "active"}, "up up", {}, set()),
        # Who is sent requests serves only if it answers, and where it is asked.
        (SENDING, "up up", {"answered": "000"}, {"app1"}),
        (SENDING, "up up", {"answered": "503"}, {"app1"}),
        (SENDING, "up up", {"answered": "404"}, {"app1", "app2"}),
        (SENDING, "up up", {"active": "failed"}, {"app1"}),
        (SENDING, "up up", {"port": "8081"}, {"app1"}),
    ],
)
def test_serving_is_to_be_sent_requests_and_to_answer(
    hosts: AnsweringHosts,
    run: Run,
    lb: dict[str, str],
    marks: str,
    app2: dict[str, str],
    serving: set[str],
) -> None:
    say(hosts, "app1", deployed(run, "app1"))
    say(hosts, "app2", deployed(run, "app2") | app2)
    upstream = [f"upstream 192.0.2.1{i}:8080 {mark}" for i, mark in enumerate(marks.split(), 1)]
    say(hosts, LB, lb, *upstream, "upstream 192.0.2.99:8080 up")
    assert {server.name for server in run.decision.roll_plan().servers if server.serving} == serving


def test_a_changed_setting_makes_every_server_pending(
    hosts: AnsweringHosts, run: Run, tmp_path: Path
) -> None:
    for server in ("app1", "app2"):
        say(hosts, server, deployed(run, server))
    changed = hosts.run(app_jar=str(tmp_path / "site.jar"), session_timeout="1h")
    assert changed.decision.roll_plan().order == ("app1", "app2")


def test_a_password_that_changed_makes_every_server_pending(
    hosts: AnsweringHosts, run: Run, tmp_path: Path
) -> None:
    for server in ("app1", "app2"):
        say(hosts, server, deployed(run, server))
    hosts.answers["redis_password"] = ["another"]
    assert hosts.run(app_jar=str(tmp_path / "site.jar")).decision.roll_plan().order == (
        "app1",
        "app2",
    )


def test_what_a_lost_connection_prints_is_no_password(
    hosts: AnsweringHosts, run: Run, tmp_path: Path
) -> None:
    hosts.failing.add("redis_password")
    hosts.answers["redis_password"] = ["the connection to redis1 was lost: timed out"]
    lost = hosts.run(app_jar=str(tmp_path / "site.jar"))
    assert lost.decision.redis_password() is None
    # It is asked again: the host may have come back.
    hosts.failing.clear()
    hosts.answers["redis_password"] = ["5e55ion"]
    assert lost.decision.redis_password() == "5e55ion"


def test_the_password_is_asked_for_in_clustered_only(
    hosts: AnsweringHosts, run: Run, tmp_path: Path
) -> None:
    assert run.decision.redis_password() == "5e55ion"
    hosts.given.clear()
    sticky = hosts.run(app_jar=str(tmp_path / "site.jar"), session_profile="sticky")
    assert sticky.decision.redis_password() is None
    assert "redis_password" not in hosts.given
