import pytest

from roles.errors import RefusedError
from roles.plan.revisions import has_kept, revision_to_go_back_to
from roles.survey.found import Revision
from roles.survey.host_survey import HostSurvey
from tests.unit.doubles.examples import survey

# Two of one release: its settings changed.
ALL = ("r1.1", "r2.1", "r2.2", "r3.2")


def server(
    running: str | None = "r3.2",
    history: tuple[str, ...] = ALL,
    kept: tuple[str, ...] = ALL,
    left: tuple[str, ...] = (),
    installed: tuple[str, ...] = ("r1", "r2", "r3"),
) -> HostSurvey:
    revisions = tuple(
        Revision(name, name.partition(".")[0], f"sum of {name}", "clustered") for name in kept
    )
    return survey(
        revision=running,
        history=history,
        revisions=revisions,
        rolled_back=left,
        installed=installed,
    )


NEW = server(running=None, history=(), kept=(), installed=())


def back_to(servers: list[HostSurvey], named: str = "") -> str:
    surveys = {f"app{number}": found for number, found in enumerate(servers, start=1)}
    return revision_to_go_back_to(surveys, named).name


def refusal(servers: list[HostSurvey], named: str = "") -> str:
    with pytest.raises(RefusedError) as refused:
        back_to(servers, named)
    return str(refused.value)


@pytest.mark.parametrize(
    ("servers", "wanted"),
    [
        # Other settings are a revision too.
        ([server(), server()], "r2.2"),
        ([server(running="r2.2"), server(running="r2.2")], "r2.1"),
        # The order of deploys counts, not the one of the names.
        ([server(running="r1.1", history=("r3.2", "r2.1", "r1.1"))], "r2.1"),
        # A rollback that is complete, and the next.
        ([server(running="r2.2", left=("r3.2",))] * 2, "r2.1"),
        ([server(running="r2.1", left=("r3.2", "r2.2"))] * 2, "r1.1"),
        # One that stopped half-way goes on to where it went.
        ([server(running="r2.2", left=("r3.2",)), server()], "r2.2"),
        ([server(running="r1.1", left=("r3.2", "r2.2", "r2.1")), server()], "r1.1"),
        # A deploy that stopped half-way is taken back.
        ([server(), server(running="r2.2", history=ALL[:3])], "r2.2"),
        # What a rollback left is not taken by the next one, though deploys came after it.
        (
            [
                server(
                    history=(*ALL, "r4.2"),
                    kept=(*ALL, "r4.2"),
                    running="r4.2",
                    left=("r3.2",),
                    installed=("r1", "r2", "r3", "r4"),
                )
            ],
            "r2.2",
        ),
        # One that is not kept any more is passed over.
        ([server(kept=("r1.1", "r3.2"))], "r1.1"),
        # A server that was away for long knows more, but not what runs.
        (
            [
                server(),
                server(),
                server(running="0.9", history=("0.1", "0.2", "0.3", "0.4", "0.5", "0.9")),
            ],
            "r2.2",
        ),
        ([server(), server(running="r3.2", history=("r3.2",))], "r2.2"),
    ],
)
def test_what_ran_before_is_taken(servers: list[HostSurvey], wanted: str) -> None:
    assert back_to(servers) == wanted


def test_a_rollback_that_failed_and_was_undone_goes_to_the_same_again() -> None:
    # The server that had gone back is restored with its lists: nothing was left.
    assert back_to([server(), server()]) == "r2.2"


@pytest.mark.parametrize(
    ("named", "wanted"), [("r1", "r1.1"), ("r2", "r2.2"), ("r2.1", "r2.1"), ("r3.2", "r3.2")]
)
def test_a_named_release_is_taken_with_the_settings_that_it_had_last(
    named: str, wanted: str
) -> None:
    assert back_to([server(left=("r1.1",)), server()], named) == wanted


@pytest.mark.parametrize("named", ["", "r2"])
@pytest.mark.parametrize(
    "lacks", [NEW, server(kept=("r3.2",)), server(installed=("r3",), running="r3.2")]
)
def test_a_server_that_has_not_kept_it_takes_nobodys_rollback_away(
    lacks: HostSurvey, named: str
) -> None:
    assert not has_kept(lacks, "r2.2")
    assert back_to([server(), lacks, server()], named) == "r2.2"
    assert back_to([lacks, lacks, server()], named) == "r2.2"


def test_a_revision_whose_release_nobody_has_any_more_is_refused() -> None:
    assert refusal([server(installed=("r3",)), server(installed=("r3", "r1"))]) == (
        "r2.2, to which the rollback would go, is whole on no app server any more: deploy its JAR "
        "instead (--data app_jar=…)."
    )


def test_a_named_release_that_nobody_has_is_refused_with_those_there_are() -> None:
    assert refusal([server(), server()], "r9") == (
        "release is 'r9': no app server has kept that. Kept, the newest last: "
        "r1.1, r2.1, r2.2, r3.2."
    )


@pytest.mark.parametrize(
    "servers",
    [
        [server(history=("r3.2",))],
        [server(history=())],
        [NEW],
        [server(running="r1.1", left=("r2.1", "r2.2", "r3.2"))],
        [server(kept=("r3.2",))],
    ],
)
def test_where_nothing_ran_before_a_rollback_is_refused(servers: list[HostSurvey]) -> None:
    assert refusal(servers).startswith("There is no revision to go back to: one that ran before")


def test_the_refusal_says_what_there_is() -> None:
    servers = [server(running="r1.1", left=("r2.1", "r3.2", "r2.2"))] * 2
    assert refusal(servers).endswith(
        "Kept, the newest last: r1.1, r2.1, r2.2, r3.2; running: r1.1; "
        "left by a rollback: r2.1, r2.2, r3.2."
    )
