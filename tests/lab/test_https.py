"""The table of planned events over HTTPS, at one load balancer and at two, by two nginx."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab import commands
from lab.certificates import NAMES, issue
from lab.commands import LAB_INVENTORY
from tests.lab import releases
from tests.lab.browsing import assert_http2_downloads_are_whole
from tests.lab.rig import BOTH, SETTLE, Rig, Seen
from tests.lab.settled import Settled
from tests.lab.watched import Watched
from verify.target import open_target

STICKY = "session_profile=sticky"


@dataclass(frozen=True)
class Secure(Watched):
    """A lab whose site speaks HTTPS, with a certificate of the lab's own authority."""

    rig: Rig
    data: tuple[str, ...]


@pytest.fixture
def secure(either: Settled, seen: Seen) -> Iterator[Secure]:
    rig = either.rig
    data = (f"server_names={json.dumps(NAMES)}", *issue(rig.topology).data)
    environment = commands.lab_environment(rig.topology)
    with open_target(str(LAB_INVENTORY), data, environment) as target:
        title = f"over HTTPS, {rig.topology.suite}, lb={len(target.cluster.lb)}"
        yield Secure(target, seen, title, rig, data)


@BOTH
def test_planned_events_are_as_cheap_over_https(secure: Secure, tmp_path: Path) -> None:
    rig, data = secure.rig, secure.data
    rig.deploy_well(*data)
    evidence = rig.verify_well(*data).output
    assert "lb1: its certificate is for studio.example, *.studio.example" in evidence
    with secure.unnoticed("a new release"):
        rig.deploy_well(*data, releases.release(tmp_path / "next.jar"))
    with secure.unnoticed("a release that can't read the sessions"):
        failed = rig.deploy(*data, releases.that_cannot_read_sessions(tmp_path / "bad.jar"))
    assert failed.exit_code == 1 and "gate failed: sessions: " in failed.output
    with secure.unnoticed("a rollback"):
        rig.deploy_well(*data, script="rollback.py")
    renewed = (*data, *issue(rig.topology, "renewed").data)
    lbs = rig.members("lb")
    with secure.unnoticed("another certificate"):
        assert rig.deploy_well(*renewed).changed == {SETTLE: lbs}
    assert rig.deploy_well(*renewed).changed == {}
    assert_http2_downloads_are_whole(rig, secure.target, tmp_path, lbs)
    sticky = (*renewed, STICKY, f"sticky_by={'cookie' if len(lbs) > 1 else 'address'}")
    with secure.interrupting("a swap to sticky"):
        rig.deploy_well(*sticky)
    rig.verify_well(*sticky)
    with secure.interrupting("a swap back"):
        rig.deploy_well(*renewed)
