"""What is verified: the cluster that an inventory describes, and a way into each of its hosts."""

import json
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import testinfra
from testinfra.host import Host

from roles.cluster import Cluster, InventoryHost, Member, build_cluster
from roles.errors import RefusedError
from roles.places import Places

PROJECT = Path(__file__).parent.parent.parent
# pyinfra's own names for what OpenSSH reads from its configuration.
SSH_OPTIONS = {
    "ssh_hostname": "HostName",
    "ssh_port": "Port",
    "ssh_user": "User",
    "ssh_key": "IdentityFile",
    "ssh_known_hosts_file": "UserKnownHostsFile",
    "ssh_strict_host_key_checking": "StrictHostKeyChecking",
}
PASSWORDS = ("ssh_password", "ssh_key_password", "_sudo_password", "_use_sudo_password")


@dataclass(frozen=True)
class Target:
    """A cluster to verify, and the ssh configuration that leads to its hosts."""

    cluster: Cluster
    hosts: Mapping[str, InventoryHost]
    ssh_config: Path

    @property
    def places(self) -> Places:
        """Where things stand on the hosts."""
        return Places(self.cluster.settings.app_name)

    @cached_property
    def _connections(self) -> dict[str, Host]:
        return {
            name: testinfra.get_host(
                f"ssh://{name}",
                ssh_config=str(self.ssh_config),
                sudo=bool(host.data.get("_sudo")),
                timeout=5,
            )
            for name, host in self.hosts.items()
        }

    def host(self, member: Member) -> Host:
        """The member as testinfra sees it; its commands run as root."""
        return self._connections[member.name]

    def visible_address(self, member: Member) -> str:
        """The address at which this machine reaches a member, by ssh's own rules."""
        answer = self._ssh("-G", member.name).stdout
        options = dict(line.partition(" ")[::2] for line in answer.splitlines())
        address = options["hostname"]
        return f"[{address}]" if ":" in address else address

    def visitor_addresses(self, member: Member) -> list[str]:
        """Addresses of this machine that a load balancer sees as visitors of several networks."""
        return list(self.hosts[member.name].data.get("visitor_addresses", []))

    def connect(self) -> list[str]:
        """Connect to every host at once; give a sentence for each that can't be reached."""
        with ThreadPoolExecutor(len(self.hosts)) as pool:
            answers = pool.map(lambda name: self._ssh("-fN", name), self.hosts)
            return [
                f"{name} can't be reached over SSH: {answer.stderr.strip()} See it with: "
                f"ssh -v {shlex.quote(self.destination(name))}"
                for name, answer in zip(self.hosts, answers, strict=True)
                if answer.returncode
            ]

    def hang_up(self) -> None:
        """End the shared connections."""
        for name in self.hosts:
            self._ssh("-O", "exit", name)

    def destination(self, name: str) -> str:
        """A host as a person gives it to ssh: user@address."""
        data = self.hosts[name].data
        address = str(data.get("ssh_hostname") or name)
        return f"{data['ssh_user']}@{address}" if data.get("ssh_user") else address

    def _ssh(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["ssh", "-F", self.ssh_config, "-o", "ConnectTimeout=5", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def read_target(inventory: str, data: Sequence[str], folder: Path) -> Target:
    """Read an inventory as pyinfra does, overrides applied, without connecting to a host.

    `folder` takes the ssh configuration. Raises RefusedError with one sentence.
    """
    path = Path(inventory).expanduser()
    if not path.is_file():
        raise RefusedError(
            f"The inventory {inventory} is no file: name one, such as inventory/lab.py."
        )
    pyinfra = Path(sys.executable).with_name("pyinfra")
    overrides = [part for item in data for part in ("--data", item)]
    answer = subprocess.run(
        [pyinfra, path.resolve(), "debug-inventory", "--json", *overrides],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RefusedError(answer.stderr.strip().splitlines()[-1].removeprefix("--> "))
    hosts = [
        InventoryHost(entry["name"], tuple(entry["groups"]), entry["data"])
        for entry in json.loads(answer.stdout)
    ]
    cluster = build_cluster(hosts)
    ssh_config = folder / "ssh_config"
    ssh_config.write_text(render_ssh_config(hosts, folder))
    return Target(cluster, {host.name: host for host in hosts}, ssh_config)


def render_ssh_config(hosts: Sequence[InventoryHost], folder: Path) -> str:
    """Give OpenSSH's configuration for the hosts, their connections shared through `folder`.

    Raises RefusedError for a host that asks for a password: nobody is there to type it.
    """
    lines: list[str] = []
    for host in hosts:
        for key in PASSWORDS:
            if host.data.get(key):
                raise RefusedError(
                    f"{host.name} has {key}: the verification logs in by key or agent, and runs "
                    "sudo without a password."
                )
        lines += [f"Host {host.name}", *_options(host.data)]
    own = [
        "Host *",
        "BatchMode yes",
        "LogLevel ERROR",
        "ControlMaster auto",
        f"ControlPath {folder}/%C",
    ]
    includes = {str(host.data.get("ssh_config_file", "~/.ssh/config")) for host in hosts}
    return "\n".join([*lines, *own, *(f"Include {file}" for file in sorted(includes))]) + "\n"


def _options(data: Mapping[str, Any]) -> list[str]:
    return [
        f'    {option} "{_absolute(key, data[key])}"'
        for key, option in SSH_OPTIONS.items()
        if data.get(key)
    ]


def _absolute(key: str, value: Any) -> str:
    is_file = key in ("ssh_key", "ssh_known_hosts_file")
    return str(PROJECT / Path(value).expanduser()) if is_file else str(value)
