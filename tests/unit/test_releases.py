import pytest

from roles.errors import RefusedError
from roles.releases import release_to_go_back_to
from roles.survey import HostSurvey
from tests.unit.examples import survey

ALL = ("r1", "r2", "r3")


def server(
    running: str | None = "r3",
    history: tuple[str, ...] = ALL,
    installed: tuple[str, ...] = ALL,
    left: tuple[str, ...] = (),
) -> HostSurvey:
    return survey(release=running, history=history, installed=installed, rolled_back=left)


def refusal(servers: list[HostSurvey], named: str = "") -> str:
    with pytest.raises(RefusedError) as refused:
        release_to_go_back_to(servers, named)
    return str(refused.value)


@pytest.mark.parametrize(
    ("servers", "wanted"),
    [
        ([server(), server()], "r2"),
        # The order of deploys counts, not the one of the names.
        ([server(running="r1", history=("r3", "r2", "r1"))], "r2"),
        ([server(installed=("r1", "r3")), server()], "r1"),
        # What a rollback left on any server is not taken again.
        ([server(running="r2", left=("r3",)), server(running="r2")], "r1"),
        # Servers that an interrupted run left apart.
        ([server(), server(running="r2")], "r1"),
        # One that was added lately knows little.
        ([server(history=("r3",)), server()], "r2"),
        ([server(), server(history=("r3",))], "r2"),
        ([server(running=None), server()], "r2"),
    ],
)
def test_the_newest_release_before_the_running_one_is_taken(
    servers: list[HostSurvey], wanted: str
) -> None:
    assert release_to_go_back_to(servers, named="") == wanted


def test_a_named_release_is_taken_wherever_it_stands() -> None:
    servers = [server(left=("r1",)), server()]
    for named in ALL:
        assert release_to_go_back_to(servers, named) == named


def test_a_named_release_that_a_server_lacks_is_refused_with_those_there_are() -> None:
    servers = [server(installed=("r1", "r3")), server(installed=("r3", "r1", "r2"))]
    assert refusal(servers, "r2") == (
        "release is 'r2': not every app server has it whole. Installed on all of them: r1, r3."
    )
    assert refusal([server(installed=())], "r2").endswith("Installed on all of them: none.")


@pytest.mark.parametrize(
    "servers",
    [
        [server(history=("r3",))],
        [server(history=())],
        [server(running="r1", left=("r2", "r3"))],
        [server(installed=("r3",)), server()],
        [server(installed=("r1",)), server(installed=("r2",))],
    ],
)
def test_without_a_release_to_go_back_to_a_rollback_is_refused(servers: list[HostSurvey]) -> None:
    assert refusal(servers).startswith("There is no release to go back to: every app server has")


def test_the_refusal_says_what_there_is() -> None:
    servers = [server(running="r1", left=("r2", "r3")), server(running="r1")]
    assert refusal(servers).endswith(
        "Installed on all of them: r1, r2, r3; running: r1; left by a rollback: r2, r3."
    )
