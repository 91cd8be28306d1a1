"""A server that has left the inventory: named by the deploy, rid of the app, taken in again."""

from pathlib import Path

from lab import commands
from lab.commands import Outcome
from lab.topology import PROJECT
from tests.lab.rig import APP, Rig
from tests.lab.test_status import rows

SECRETS = (
    f"/etc/{APP} /opt/{APP} /var/cache/session-cluster/{APP} "
    f"/var/lib/session-cluster/{APP}/revisions"
)


def without_app2(folder: Path) -> Path:
    inventory = folder / "lab.py"
    text = (PROJECT / commands.LAB_INVENTORY).read_text(encoding="utf-8")
    inventory.write_text(
        f"import sys\nsys.path.insert(0, {str(PROJECT)!r})\n{text}\n"
        "app = [(name, data) for name, data in app if name != 'app2']\n"
    )
    return inventory


def retire(cluster: Rig, host: str) -> Outcome:
    """Retire a host that no inventory has, as a person does."""
    state = cluster.topology.state
    return cluster.deploy(
        f"ssh_known_hosts_file={state}/known_hosts",
        inventory=Path(cluster.address(host)),
        flags=("-y", "--ssh-user", "admin", "--ssh-key", f"{state}/id_ed25519", "--sudo"),
        script="retire.py",
    )


def test_a_server_that_left_is_named_retired_and_taken_in_again(
    cluster: Rig, tmp_path: Path
) -> None:
    started, inventory = cluster.started(), without_app2(tmp_path)
    with cluster.client() as client:
        for _ in range(4):
            assert client.get("/image").status_code == 200
    refused = retire(cluster, "app2")
    assert refused.exit_code == 1, refused.output
    assert f"{APP}.service: {cluster.address('lb1')} is connected to it" in refused.output
    assert "Nothing was changed. " in refused.output
    assert cluster.started() == started

    left = cluster.deploy_well(inventory=inventory)
    named = f"{cluster.address('app2')}:8080 is no app server of the inventory any more"
    assert named in left.output
    assert cluster.started() == started

    retired = retire(cluster, "app2")
    assert retired.exit_code == 0, retired.output
    assert ": stops and takes image-studio.service with" in retired.output
    assert f"Took {APP}.service with its environment" in retired.output
    assert cluster.run("app2", f"ls -d {SECRETS} 2>/dev/null || true") == ""
    assert cluster.run("app2", f"systemctl is-enabled {APP} 2>/dev/null || true").strip() in (
        "",
        "not-found",
    )
    assert '"what": "retire"' in cluster.run("app2", f"tail -1 /var/log/session-cluster/{APP}.log")
    cluster.serves()
    again = retire(cluster, "app2")
    assert (again.exit_code, again.changes) == (0, 0), again.output
    app2 = rows(cluster)["app2"]
    assert (app2["health"], app2["release"], app2["in_rotation"]) == ("does not run", None, None)
    assert named not in cluster.deploy_well(inventory=inventory).output

    cluster.deploy_well()
    assert len(set(cluster.releases().values())) == 1
    assert cluster.started()["app1"] == started["app1"]
    cluster.verify_well()
