"""Four app servers roll two at a time, with visitors there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab import commands
from lab.commands import LAB_INVENTORY
from lab.ledger.traffic import Traffic
from lab.lifecycle import bring_down, bring_up
from lab.topology import Topology
from tests.lab import releases
from tests.lab.rig import WORKER, Rig, Seen
from verify.target import open_target

IN_PAIRS = "rolling_batch=2"


@pytest.fixture
def four() -> Iterator[Rig]:
    counts = {"lb": 1, "app": 4, "redis": 1}
    rig = Rig(Topology(f"session-test-four{WORKER}", "bookworm", counts))
    bring_down(rig.topology)
    bring_up(rig.topology)
    yield rig
    bring_down(rig.topology)


def test_servers_roll_in_batches(four: Rig, seen: Seen, tmp_path: Path) -> None:
    four.deploy_well(IN_PAIRS)
    environment = commands.lab_environment(four.topology)
    with open_target(str(LAB_INVENTORY), [], environment) as target:
        with Traffic(target) as traffic:
            said = four.deploy_well(IN_PAIRS, releases.release(tmp_path / "next.jar")).output
        seen("four servers in batches of two", traffic)
        assert "takes turn 2 of 2" in said and "in 2 turns, 2 at once" in said, said
        assert traffic.totals.clean, str(traffic.totals)
        bad = releases.that_cannot_read_sessions(tmp_path / "bad.jar")
        with Traffic(target) as traffic:
            failed = four.deploy(IN_PAIRS, bad)
        seen("two of four fail at once", traffic)
        assert failed.exit_code == 1
        assert "The turns of app1 and app2 failed." in failed.output, failed.output
        assert traffic.totals.clean, str(traffic.totals)
    four.verify_well(IN_PAIRS)
    short = four.deploy(IN_PAIRS, "rolling_keep=100%", bad)
    assert short.exit_code == 1 and "as rolling_keep asks" in short.output
