"""What the verification reads of a JVM's open files."""

from tests.verify.running import parse_running

RELEASES = "/opt/site/releases"


def test_the_release_that_runs_is_the_one_whose_jar_is_open() -> None:
    read = parse_running(
        f"installed {RELEASES}/new\nlisted 11  ./app.jar\nlisted 22  ./lib/a.jar\n"
        f"open 11  {RELEASES}/old/app.jar (deleted)\nopen 33  {RELEASES}/old/lib/a.jar\n",
        RELEASES,
    )
    assert (read.installed, read.running) == ("new", "old")
    assert read.strangers == ["lib/a.jar"]


def test_a_war_is_a_release_too_and_no_jar_is_none() -> None:
    war = parse_running(
        f"installed {RELEASES}/r1\nlisted 1  ./app.war\nopen 1  {RELEASES}/r1/app.war", RELEASES
    )
    assert (war.running, war.strangers) == ("r1", [])
    assert parse_running(f"installed {RELEASES}/r1\nlisted 1  ./app.jar", RELEASES).running == ""
