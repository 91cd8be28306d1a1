"""Somebody's own VMs, own JAR and own settings need an inventory file and a few lines."""

import shutil
from pathlib import Path

from lab.topology import PROJECT
from tests.lab.rig import JAR_BOOT4, Rig

# The example's hosts, and the lab's that stand for them.
STANDS_FOR = {"10": "lb1", "11": "app1", "12": "app2", "13": "redis1"}
GROUP_DATA = """
app_name = "shop"
app_jar = "{jar}"
app_port = 9090
http_port = 8000
upload_limit_mb = 3
session_namespace = "shop:sessions"
session_timeout = "20m"
app_java_opts = "-XX:TieredStopAtLevel=1"
ssh_known_hosts_file = "{known_hosts}"
"""


def _copy_of_example(rig: Rig, folder: Path) -> Path:
    text = (PROJECT / "inventory/production.example.py").read_text(encoding="utf-8")
    for last, name in STANDS_FOR.items():
        for network in ("203.0.113", "10.0.0"):
            text = text.replace(f'"{network}.{last}"', f'"{rig.address(name)}"')
    text = text.replace('"deploy"', '"admin"')
    text = text.replace("~/.ssh/id_ed25519", str(rig.topology.state / "id_ed25519"))
    inventory = folder / "production.py"
    inventory.write_text(text)
    jar = folder / "shop.jar"
    shutil.copy(PROJECT / JAR_BOOT4, jar)
    data = GROUP_DATA.format(jar=jar, known_hosts=rig.topology.state / "known_hosts")
    (folder / "group_data").mkdir()
    (folder / "group_data/production.py").write_text(data)
    return inventory


def test_copy_of_the_example_deploys_by_a_user_with_sudo(trixie: Rig, tmp_path: Path) -> None:
    inventory = _copy_of_example(trixie, tmp_path)
    assert trixie.run("app1", "id -un", user="admin").strip() == "admin"
    trixie.deploy_well(inventory=inventory)
    evidence = trixie.verify_well(inventory=inventory).output
    assert "served by app1 and app2; the journey's last step right every time" in evidence
    assert "shop:sessions:sessions:" in evidence
    # This systemd runs the JAR's code in the sandbox too.
    unpacked = trixie.run("app1", "cd /opt/shop/current && ls lib app.jsa && cat java.options")
    assert "-XX:SharedArchiveFile=/opt/shop/releases/" in unpacked
    assert trixie.deploy_well(inventory=inventory).changed == {}
    swapped = "session_profile=sticky"
    trixie.deploy_well(swapped, inventory=inventory)
    trixie.verify_well(swapped, inventory=inventory)
