"""A script on a host that says nothing ends with its time-out, wherever the host has stopped."""

import json
import subprocess
import sys
from pathlib import Path

from paramiko import ECDSAKey

from tests.unit.doubles.examples import PROJECT
from tests.unit.doubles.ssh_server import LIMIT, LOOPBACK, Frozen, ssh_server

KEY = ECDSAKey.generate()
# A process of its own: pyinfra's command line puts gevent in the place of threads.
RUN = """
import json, sys
import pyinfra_cli
from pyinfra.api.config import Config
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import State
from roles.remote import run_script

site = Inventory((["app1"], json.loads(sys.argv[1])))
State(site, Config())
host = site.get_host("app1")
host.connect(raise_exceptions=True)
print(run_script(host, "survey", {}, timeout=1).lines)
"""


def test_a_host_that_freezes_once_it_is_connected(tmp_path: Path) -> None:
    KEY.write_private_key_file(str(tmp_path / "id"))
    (tmp_path / "config").touch()
    login = {
        "ssh_hostname": LOOPBACK,
        "ssh_key": str(tmp_path / "id"),
        "ssh_config_file": str(tmp_path / "config"),
        "ssh_known_hosts_file": str(tmp_path / "none"),
        "ssh_strict_host_key_checking": "no",
    }
    frozen = Frozen()
    with ssh_server(KEY, lambda: frozen) as port:
        try:
            ended = subprocess.run(
                [sys.executable, "-c", RUN, json.dumps({**login, "ssh_port": port})],
                cwd=PROJECT,
                capture_output=True,
                text=True,
                timeout=LIMIT / 2,
            )
        finally:
            frozen.thawed.set()
    assert ended.stdout == "['the connection to app1 was lost: no answer within 1 s']\n"
