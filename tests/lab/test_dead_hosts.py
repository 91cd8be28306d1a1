"""A hotfix goes out while hosts are down, and they are brought along once they are back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from lab import commands
from lab.commands import LAB_INVENTORY
from lab.ledger.traffic import Traffic
from tests.lab import releases
from tests.lab.rig import APP, Rig, Seen
from tests.lab.settled import Settled
from verify.target import open_target

DEAD = ("app2", "lb2")
WITHOUT = f"without={','.join(DEAD)}"


@pytest.fixture
def crippled(settled_two: Settled) -> Rig:
    return settled_two.after_a_deploy()


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


@contextmanager
def unnoticed(rig: Rig, seen: Seen, what: str, *data: str) -> Iterator[None]:
    """Have visitors at the load balancers of a run, none of whom may notice it."""
    environment = commands.lab_environment(rig.topology)
    with open_target(str(LAB_INVENTORY), data, environment) as target:
        with Traffic(target) as traffic:
            yield
        seen(what, traffic)
        assert traffic.totals.clean, str(traffic.totals)


def test_a_hotfix_goes_out_without_dead_hosts(crippled: Rig, seen: Seen, tmp_path: Path) -> None:
    hotfix = releases.release(tmp_path / "hotfix.jar")
    before = crippled.releases()["app2"]
    with gone(crippled, *DEAD):
        refused = crippled.deploy(hotfix)
        assert refused.exit_code == 1
        assert "A deploy can leave who is down behind: --data without=" in refused.output
        with unnoticed(crippled, seen, "a hotfix without dead hosts", WITHOUT):
            said = crippled.deploy_well(hotfix, WITHOUT).output
        assert "1 of 2 app servers serve" in said and "lb2 stays as it is" in said
        crippled.verify_well(WITHOUT)
        assert crippled.deploy_well(hotfix, WITHOUT).changed == {}
    assert crippled.releases()["app2"] == before != crippled.releases()["app1"]
    with unnoticed(crippled, seen, "dead hosts are brought along"):
        crippled.deploy_well(hotfix)
    assert len(set(crippled.releases().values())) == 1
    crippled.verify_well()
    assert crippled.deploy_well(hotfix).changed == {}
