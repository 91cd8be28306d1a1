"""Somebody's own VMs, own JAR and own settings need an inventory file and a few lines."""

import shutil
from pathlib import Path

import pytest

from lab.topology import PROJECT
from tests.lab.polling import polling
from tests.lab.rig import JAR_BOOT4, Rig
from tests.lab.strange import (
    BLOG,
    BLOG_NAME,
    PAGE,
    PASSWORD,
    SSH_PORT,
    VARIABLE,
    kept_passwords,
    place_blog,
    set_up,
    umask_over_ssh,
    write_ssh_config,
)

# The example's hosts, and the lab's that stand for them.
STANDS_FOR = {"10": "lb1", "11": "app1", "12": "app2", "13": "redis1"}
HTTP_PORT = 8000
GROUP_DATA = """
app_name = "shop"
app_jar = "{jar}"
app_port = 9090
http_port = {http_port}
upload_limit_mb = 3
session_namespace = "shop:sessions"
session_timeout = "20m"
app_java_opts = "-XX:TieredStopAtLevel=1"
ssh_known_hosts_file = "{known_hosts}"
ssh_config_file = "{config}"
sudo_password_from = "{variable}"
"""
BEHIND = f"""
for _name, _data in app + redis:
    _data["ssh_port"] = {SSH_PORT}
"""


def _copy_of_example(rig: Rig, folder: Path) -> Path:
    text = (PROJECT / "inventory/production.example.py").read_text(encoding="utf-8")
    for last, name in STANDS_FOR.items():
        for network in ("203.0.113", "10.0.0"):
            text = text.replace(f'"{network}.{last}"', f'"{rig.address(name)}"')
    text = text.replace('"deploy"', '"admin"')
    text = text.replace("~/.ssh/id_ed25519", str(rig.topology.state / "id_ed25519"))
    inventory = folder / "production.py"
    inventory.write_text(text + BEHIND)
    jar = folder / "shop.jar"
    shutil.copy(PROJECT / JAR_BOOT4, jar)
    config, known_hosts = write_ssh_config(rig, folder)
    data = GROUP_DATA.format(
        jar=jar, http_port=HTTP_PORT, known_hosts=known_hosts, config=config, variable=VARIABLE
    )
    (folder / "group_data").mkdir()
    (folder / "group_data/production.py").write_text(data)
    return inventory


def _packages_and_sites(rig: Rig) -> list[str]:
    # The lock and the audit log are a refused run's too.
    look = "find /etc/nginx /opt /var/lib/dpkg/status -printf '%p %l %T@\\n' 2>/dev/null | sort"
    return [rig.run(host.name, look) for host in rig.topology.hosts]


def test_copy_of_the_example_deploys_to_hosts_as_they_are(
    trixie: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(trixie)
    inventory = _copy_of_example(trixie, tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    refused = trixie.deploy(inventory=inventory)
    assert refused.exit_code == 1 and f"has no {VARIABLE}" in refused.output
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert umask_over_ssh(trixie, tmp_path / "ssh_config", "app1") == "0077\n0077\n"

    place_blog(trixie, HTTP_PORT, " default_server")
    before = _packages_and_sites(trixie)
    refused = trixie.deploy(inventory=inventory)
    clash = f"nginx' site {BLOG} is the default_server of port {HTTP_PORT}"
    assert refused.exit_code == 1 and clash in refused.output
    assert _packages_and_sites(trixie) == before

    place_blog(trixie, HTTP_PORT)
    said = [refused.output]
    with polling(f"{trixie.url}:{HTTP_PORT}", BLOG_NAME) as seen:
        said.append(trixie.deploy_well(inventory=inventory).output)
    assert set(seen) == {PAGE}, seen
    evidence = trixie.verify_well(inventory=inventory).output
    assert "served by app1 and app2; the journey's last step right every time" in evidence
    assert "shop:sessions:sessions:" in evidence
    # This systemd runs the JAR's code in the sandbox too.
    unpacked = trixie.run("app1", "cd /opt/shop/current && ls lib app.jsa && cat java.options")
    assert "-XX:SharedArchiveFile=/opt/shop/releases/" in unpacked
    again = trixie.deploy_well(inventory=inventory, flags=["-y", "--diff", "-vvv", "--debug"])
    assert again.changed == {}
    said.append(again.output)
    said.append(trixie.status(inventory=inventory).output)
    said.append(trixie.deploy_well(inventory=inventory, script="unlock.py").output)
    swapped = "session_profile=sticky"
    said.append(trixie.deploy_well(swapped, inventory=inventory).output)
    said.append(trixie.verify_well(swapped, inventory=inventory).output)
    assert not any(PASSWORD in output for output in [*said, evidence])
    assert kept_passwords(trixie, "app1") == "0\n"
    assert trixie.run("lb1", "cat /etc/nginx/sites-enabled/default").count("at home") == 1
