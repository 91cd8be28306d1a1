"""What turn.sh does in a rollback, and what it keeps to go back to."""

from tests.unit.doubles.turning_server import TurningServer
from tests.unit.scripts.test_turn_script import everywhere


def test_a_rollback_is_remembered_until_the_release_is_deployed_again(
    server: TurningServer,
) -> None:
    assert server.roll_back("r1").succeeded
    assert server.turn("r2").succeeded
    assert server.in_place() == everywhere("r2", previous="r1")
    assert (server.lines("history"), server.lines("rolled-back")) == (["r1", "r2"], [])


def test_a_rollback_over_several_leaves_all_of_them(server: TurningServer) -> None:
    server.install("r3")
    server.turn("r3")
    assert server.roll_back("r1").succeeded
    assert server.lines("rolled-back") == ["r2", "r3"]
    assert server.roll_back("r1").succeeded, "the same again changes nothing"
    assert server.in_place() == everywhere("r1", previous="r3")
    assert server.lines("rolled-back") == ["r2", "r3"]


def test_a_rollback_that_fails_leaves_nothing_behind(server: TurningServer) -> None:
    assert not server.turn("r1", how="rollback", failed_gate="smoke: 500").succeeded
    assert server.in_place() == everywhere("r2", previous="r1")
    assert (server.lines("history"), server.lines("rolled-back")) == (["r1", "r2"], [])


def test_a_rollback_brings_back_the_settings_and_the_port(server: TurningServer) -> None:
    server.turn("r2", port=server.other_port, further_environment='JAVA_OPTS="-Da=b"\n')
    assert server.lines("history") == ["r1", "r2", "r2"], "other settings are a revision too"
    environment = server.folder / "site.env"
    assert "JAVA_OPTS" in environment.read_text()
    asked = server.turn("r2", how="rollback", environment="", properties="", unit_text="")
    port, *others = environment.read_text().splitlines()
    assert asked.succeeded and port == f'SERVER_PORT="{server.port}"' and len(others) == 1


def test_a_rollback_keeps_the_password_that_redis_knows(server: TurningServer) -> None:
    for password in ("old", "new"):
        server.turn(
            "r2",
            revision=f"r2.{password}",
            further_environment=f'SPRING_DATA_REDIS_PASSWORD="{password}"\nA="b"\n',
        )
    turned = server.turn("r2", how="rollback", revision="r2.old", redis_password="n/e&w")
    assert turned.succeeded
    lines = (server.folder / "site.env").read_text().splitlines()
    assert lines[2:] == ['SPRING_DATA_REDIS_PASSWORD="n/e&w"', 'A="b"']
    assert server.in_place() == everywhere("r2", previous="r2")


def test_a_rollback_to_what_is_not_kept_changes_nothing(server: TurningServer) -> None:
    refused = server.roll_back("r9")
    assert not refused.succeeded and refused.lines[-1] == "outcome: restored"
    assert "has not kept the revision r9" in refused.lines[0]
    (server.folder / "releases/r1/app.jar").write_text("another")
    refused = server.roll_back("r1")
    assert not refused.succeeded and refused.lines[0].endswith("or not whole")
    assert server.in_place() == everywhere("r2", previous="r1")


def test_many_settings_of_one_release_are_not_kept_without_end(server: TurningServer) -> None:
    for number in range(4):
        assert server.turn("r2", revision=f"r2.{number}", most_revisions="3").succeeded
    kept = {folder.name for folder in (server.state / "revisions").iterdir()}
    assert kept == {"r2.1", "r2.2", "r2.3"} and server.releases() == {"r2"}


def test_old_releases_go_once_a_newer_one_is_well(server: TurningServer) -> None:
    server.install("r3", "never ready")
    assert not server.turn("r3", keep_releases="2").succeeded
    assert server.releases() == {"r1", "r2", "r3"}
    server.install("r4")
    assert server.turn("r4", keep_releases="2").succeeded
    assert server.releases() == {"r2", "r4"}
    for release, kept in {"r5": {"r2", "r4", "r5"}, "r6": {"r4", "r5", "r6"}}.items():
        server.install(release)
        assert server.turn(release, keep_releases="3").succeeded
        assert server.releases() == kept
    assert server.in_place() == everywhere("r6", previous="r5")


def test_the_running_release_and_the_one_before_stay_whatever_the_history_says(
    server: TurningServer,
) -> None:
    (server.state / "history").unlink()
    server.install("r0")
    server.install("r3")
    assert server.turn("r3", keep_releases="2").succeeded
    assert server.releases() == {"r2", "r3"}
    (server.state / "history").write_text("r7.1\nr8.1\n")
    assert server.turn("r3", keep_releases="2").succeeded
    assert server.releases() == {"r2", "r3"} == server.revisions()
