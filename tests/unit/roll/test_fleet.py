"""Who goes back with the server whose turn failed."""

from dataclasses import replace

import pytest

from roles.plan.roll import ServerState, plan_roll
from roles.roll.fleet import servers_to_restore

OLD, NEW = "0ld", "2ew"
OUTDATED = ServerState("", True, True, True, "clustered", OLD, 8080, healthy=False, previous="4.0")
# It has run what is asked for long; it came to it in a run that never ended; that runs no more.
WELL = replace(OUTDATED, pending=False, release=NEW, healthy=True, previous=OLD)
MOVED = replace(WELL, moved=True)
BROKEN = replace(WELL, pending=True, answers=False, serving=False)
MOVED_BROKEN = replace(BROKEN, moved=True)
# An interrupted run moved it to something else.
MOVED_ELSEWHERE = replace(OUTDATED, moved=True)
OTHER_SETTINGS = replace(OUTDATED, release=NEW)
FIRST = replace(OUTDATED, answers=False, serving=False, release=None, healthy=None, previous=None)
# It was taken into the inventory again, with a release of long ago.
BACK_AGAIN = replace(OUTDATED, serving=False, release="0.1", previous="0.0")


@pytest.mark.parametrize(
    ("found", "failed", "wanted"),
    [
        ((OUTDATED, OUTDATED, OUTDATED), "app1", []),
        ((OUTDATED, OUTDATED, OUTDATED), "app3", ["app2", "app1"]),
        ((OUTDATED, OUTDATED, OUTDATED), "app2", ["app1"]),
        # What ran before this run, and before the one that it goes on with, stays.
        ((WELL, OUTDATED, OUTDATED), "app3", ["app2"]),
        ((WELL, OUTDATED, OUTDATED), "app2", []),
        ((WELL, WELL, BACK_AGAIN), "app3", []),
        ((WELL, OTHER_SETTINGS, OTHER_SETTINGS), "app3", ["app2"]),
        ((MOVED, OUTDATED, OUTDATED), "app3", ["app2", "app1"]),
        ((MOVED, OUTDATED, OUTDATED), "app2", ["app1"]),
        ((MOVED, MOVED, BACK_AGAIN), "app3", ["app2", "app1"]),
        ((MOVED, OTHER_SETTINGS, OTHER_SETTINGS), "app3", ["app2", "app1"]),
        ((MOVED_BROKEN, OUTDATED, OUTDATED), "app2", ["app1"]),
        ((BROKEN, OUTDATED, OUTDATED), "app2", []),
        ((MOVED_ELSEWHERE, OUTDATED, OUTDATED), "app1", []),
        ((MOVED_ELSEWHERE, OUTDATED, OUTDATED), "app2", ["app1"]),
        # Who had no turn yet is left alone.
        ((OUTDATED, OUTDATED, replace(MOVED_BROKEN, serving=True)), "app2", ["app1"]),
        # What ran the same before has nothing to go back to.
        ((BROKEN, BROKEN, WELL), "app2", []),
        # A server's first release is no change of it.
        ((FIRST, FIRST, FIRST), "app3", []),
        ((FIRST, OUTDATED, OUTDATED), "app3", ["app2"]),
        ((OUTDATED, FIRST, OUTDATED), "app2", []),
        # Of whom only the address changed, or the path of Java.
        ((replace(OUTDATED, revision=f"{NEW}.1"), OUTDATED, OUTDATED), "app3", ["app2"]),
        ((replace(MOVED, previous=None), OUTDATED, OUTDATED), "app2", []),
    ],
)
def test_the_servers_that_were_moved_go_back_the_newest_first(
    found: tuple[ServerState, ...], failed: str, wanted: list[str]
) -> None:
    servers = [replace(state, name=f"app{i}") for i, state in enumerate(found, start=1)]
    plan = plan_roll("clustered", servers)
    moved = plan.had_turn(plan.turn_of(failed))
    assert servers_to_restore(plan, moved, f"{NEW}.1") == wanted
