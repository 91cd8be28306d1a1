"""The table of planned events over HTTPS, at one load balancer and at two, by two nginx."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab import commands
from lab.certificates import NAMES, issue
from lab.commands import LAB_INVENTORY
from lab.lifecycle import bring_down, bring_up
from lab.topology import Topology
from tests.lab import releases
from tests.lab.browsing import assert_http2_downloads_are_whole
from tests.lab.reloading import assert_reloads_cut_nothing
from tests.lab.rig import SETTLE, WORKER, Rig, Seen
from tests.lab.watched import Watched
from verify.target import open_target

STICKY = "session_profile=sticky"


@dataclass(frozen=True)
class Secure(Watched):
    """A lab whose site speaks HTTPS, with a certificate of the lab's own authority."""

    rig: Rig
    data: tuple[str, ...]

    @property
    def reloads(self) -> bool:
        """Whether this is the nginx that test_reloads.py has not."""
        return self.rig.topology.suite == "trixie"


@pytest.fixture(params=[("bookworm", 1), ("trixie", 2)], ids=["bookworm-1", "trixie-2"])
def secure(request: pytest.FixtureRequest, seen: Seen) -> Iterator[Secure]:
    suite, lbs = request.param
    counts = {"lb": lbs, "app": 2, "redis": 1}
    rig = Rig(Topology(f"session-test-https-{suite}{WORKER}", suite, counts))
    bring_down(rig.topology)
    bring_up(rig.topology)
    data = (f"server_names={json.dumps(NAMES)}", *issue(rig.topology).data)
    environment = commands.lab_environment(rig.topology)
    with open_target(str(LAB_INVENTORY), data, environment) as target:
        yield Secure(target, seen, f"over HTTPS, {suite}, lb={lbs}", rig, data)
    bring_down(rig.topology)


def test_planned_events_are_as_cheap_over_https(secure: Secure, tmp_path: Path) -> None:
    rig, data = secure.rig, secure.data
    rig.deploy_well(*data)
    evidence = rig.verify_well(*data).output
    assert "lb1: its certificate is for studio.example, *.studio.example" in evidence
    with secure.unnoticed("a new release"):
        rig.deploy_well(*data, releases.release(tmp_path / "https.jar"))
    with secure.unnoticed("a release that can't read the sessions"):
        failed = rig.deploy(*data, releases.that_cannot_read_sessions(tmp_path / "bad.jar"))
    assert failed.exit_code == 1 and "gate failed: sessions: " in failed.output
    with secure.unnoticed("a rollback"):
        rig.deploy_well(*data, script="rollback.py")
    renewed = (*data, *issue(rig.topology, "renewed").data)
    lbs = [host.name for host in rig.topology.hosts if host.group == "lb"]
    with secure.unnoticed("another certificate"):
        assert rig.deploy_well(*renewed).changed == {SETTLE: lbs}
    assert rig.deploy_well(*renewed).changed == {}
    assert_http2_downloads_are_whole(rig, secure.target, tmp_path, lbs)
    if secure.reloads:
        traffic = assert_reloads_cut_nothing(rig, secure.target, lbs)
        secure.saw("a reload a second", traffic)
    sticky = (*renewed, STICKY, f"sticky_by={'cookie' if len(lbs) > 1 else 'address'}")
    with secure.interrupting("a swap to sticky"):
        rig.deploy_well(*sticky)
    rig.verify_well(*sticky)
    with secure.interrupting("a swap back"):
        rig.deploy_well(*renewed)
    rig.verify_well(*renewed)
