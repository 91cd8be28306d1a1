"""Two load balancers and three app servers: two roll at once, and a hotfix goes by dead hosts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from lab import commands
from lab.commands import LAB_INVENTORY
from lab.lifecycle import bring_down, bring_up
from lab.topology import Topology
from tests.lab import releases
from tests.lab.rig import APP, WORKER, Rig, Seen
from tests.lab.watched import Watched
from verify.target import open_target

IN_PAIRS = "rolling_batch=2"
DEAD = ("app3", "lb2")
WITHOUT = f"without={','.join(DEAD)}"


@pytest.fixture(scope="module")
def larger() -> Iterator[Rig]:
    counts = {"lb": 2, "app": 3, "redis": 1}
    rig = Rig(Topology(f"session-test-larger{WORKER}", "trixie", counts))
    bring_down(rig.topology)
    bring_up(rig.topology)
    rig.deploy_well()
    yield rig
    bring_down(rig.topology)


@contextmanager
def unnoticed(rig: Rig, seen: Seen, what: str, *data: str) -> Iterator[None]:
    """Have visitors at the load balancers of a run, none of whom may notice it."""
    environment = commands.lab_environment(rig.topology)
    with (
        open_target(str(LAB_INVENTORY), data, environment) as target,
        Watched(target, seen, "a larger site").unnoticed(what),
    ):
        yield


def test_servers_roll_in_batches(larger: Rig, seen: Seen, tmp_path: Path) -> None:
    with unnoticed(larger, seen, "three servers in batches of two"):
        said = larger.deploy_well(IN_PAIRS, releases.release(tmp_path / "next.jar")).output
    assert "takes turn 2 of 2" in said and "in 2 turns, 2 at once" in said, said
    assert len(set(larger.releases().values())) == 1
    another = releases.release(tmp_path / "another.jar")
    short = larger.deploy(IN_PAIRS, "rolling_keep=100%", another)
    assert short.exit_code == 1 and "as rolling_keep asks" in short.output


@pytest.mark.sweep
def test_two_that_fail_at_once_go_back(larger: Rig, seen: Seen, tmp_path: Path) -> None:
    bad = releases.that_cannot_read_sessions(tmp_path / "bad.jar")
    with unnoticed(larger, seen, "two of three fail at once"):
        failed = larger.deploy(IN_PAIRS, bad)
    assert failed.exit_code == 1
    assert "The turns of app1 and app2 failed." in failed.output, failed.output
    assert len(set(larger.releases().values())) == 1


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.2), retry=retry_if_exception_type())
def wait_until_up(rig: Rig, name: str) -> None:
    unit = APP if name.startswith("app") else "nginx"
    assert rig.run(name, f"systemctl is-active ssh {unit}").split() == ["active", "active"]


@contextmanager
def gone(rig: Rig, *names: str) -> Iterator[None]:
    """Take the power from hosts, and give it back."""
    for name in names:
        rig.container(name).kill()
    try:
        yield
    finally:
        for name in names:
            rig.container(name).start()
        for name in names:
            wait_until_up(rig, name)


def test_a_hotfix_goes_out_without_dead_hosts(larger: Rig, seen: Seen, tmp_path: Path) -> None:
    hotfix = releases.release(tmp_path / "hotfix.jar")
    before = larger.releases()["app3"]
    with gone(larger, *DEAD):
        refused = larger.deploy(hotfix)
        assert refused.exit_code == 1
        assert "A deploy can leave who is down behind: --data without=" in refused.output
        with unnoticed(larger, seen, "a hotfix without dead hosts", WITHOUT):
            said = larger.deploy_well(hotfix, WITHOUT).output
        assert "2 of 3 app servers serve" in said and "Left as before: lb2." in said
        larger.verify_well(WITHOUT)
        assert larger.deploy_well(hotfix, WITHOUT).changed == {}
    found = larger.releases()
    assert found["app3"] == before != found["app1"] == found["app2"]
    with unnoticed(larger, seen, "dead hosts are brought along"):
        larger.deploy_well(hotfix)
    assert len(set(larger.releases().values())) == 1
    larger.verify_well()
    assert larger.deploy_well(hotfix).changed == {}
