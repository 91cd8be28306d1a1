"""Who goes back with the server whose turn failed."""

from dataclasses import replace

import pytest

from roles.fleet import servers_to_restore
from roles.plan import ServerState, plan_roll

OLD, NEW = "0ld", "2ew"
OUTDATED = ServerState("", True, True, False, "clustered", OLD, 8080, healthy=False)
WELL = replace(OUTDATED, pending=False, release=NEW, healthy=True, previous=OLD)
# It skipped the release that the others ran.
SKIPPED = replace(WELL, previous="4lder")
# It ran what is asked, and crashed or was changed by hand.
BROKEN = replace(WELL, pending=True, serving=False)
# An interrupted run switched it and got no further.
SWITCHED = replace(OUTDATED, release=NEW, serving=False)
OTHER_SETTINGS = replace(OUTDATED, release=NEW)
FIRST = replace(OUTDATED, serving=False, release=None, port=None, healthy=None)


@pytest.mark.parametrize(
    ("found", "failed", "wanted"),
    [
        ((OUTDATED, OUTDATED, OUTDATED), "app1", []),
        ((OUTDATED, OUTDATED, OUTDATED), "app3", ["app2", "app1"]),
        ((OUTDATED, OUTDATED, OUTDATED), "app2", ["app1"]),
        # app1 was moved by an interrupted run of the same release.
        ((WELL, OUTDATED, OUTDATED), "app3", ["app2", "app1"]),
        ((WELL, OUTDATED, OUTDATED), "app2", ["app1"]),
        ((BROKEN, OUTDATED, OUTDATED), "app2", ["app1"]),
        # It would go back to a third release.
        ((SKIPPED, OUTDATED, OUTDATED), "app2", []),
        ((SKIPPED, OUTDATED, OUTDATED), "app3", ["app2"]),
        # Who had no turn yet is left alone.
        ((OUTDATED, OUTDATED, replace(BROKEN, serving=True)), "app2", ["app1"]),
        # Where only settings change, those that have them run on: they may have had them for long.
        ((WELL, OTHER_SETTINGS, OTHER_SETTINGS), "app3", ["app2"]),
        # What ran the same release before has nothing to go back to.
        ((BROKEN, BROKEN, WELL), "app2", []),
        ((BROKEN, BROKEN, OUTDATED), "app2", []),
        # A server's first release is no change of it.
        ((FIRST, FIRST, FIRST), "app3", []),
        ((FIRST, OUTDATED, OUTDATED), "app3", ["app2"]),
        ((OUTDATED, FIRST, OUTDATED), "app2", []),
        # The failed one does not know any more what release it came from.
        ((WELL, SWITCHED, OUTDATED), "app2", []),
    ],
)
def test_the_servers_that_were_moved_go_back_the_newest_first(
    found: tuple[ServerState, ...], failed: str, wanted: list[str]
) -> None:
    servers = [replace(state, name=f"app{i}") for i, state in enumerate(found, start=1)]
    assert servers_to_restore(plan_roll("clustered", servers), failed, NEW) == wanted
