"""Commands of the operator's own, before a roll and after a run."""

from pathlib import Path

from tests.lab.rig import APP, Rig

TELLS = "echo $SESSION_CLUSTER_WORK $SESSION_CLUSTER_OUTCOME $SESSION_CLUSTER_REASON"
BY_HAND = f"/etc/{APP}/application.yml"


def test_before_roll_stops_a_run_before_anything_changed_for_visitors(
    cluster: Rig, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    hears = f"after_deploy={TELLS} >>{told}"
    cluster.run("app2", f"echo '# by hand' >>{BY_HAND}")
    started = cluster.started()
    failed = cluster.deploy(hears, "before_roll=echo no database; exit 3")
    assert failed.exit_code == 1
    assert "    [before_roll] no database" in failed.output
    assert "before_roll (echo no database; exit 3) ended with exit code 3." in failed.output
    assert cluster.started() == started
    assert "by hand" in cluster.run("app2", f"cat {BY_HAND}")
    cluster.serves()
    healed = cluster.deploy_well(hears, f"before_roll={TELLS} >>{told}")
    assert "Before the first turn it runs on this machine: before_roll (" in healed.output
    assert cluster.started()["app1"] == started["app1"]
    assert cluster.started()["app2"] != started["app2"]
    assert cluster.deploy_well(hears, "before_roll=exit 1").changes == 0
    assert told.read_text().splitlines() == [
        "deploy failed lb1: Run before_roll on this machine",
        "deploy pending",
        "deploy succeeded",
    ]
