"""A cluster as seen from outside a deploy: what its inventory says, and a way into each host."""

import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import testinfra
from testinfra.host import Host

from roles.cluster import Cluster, InventoryHost, Member, build_cluster
from roles.inventory_file import read_inventory
from roles.places import Places
from roles.ssh_config import render_ssh_config


@dataclass(frozen=True)
class Target:
    """A cluster, and the ssh configuration that leads to its hosts."""

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


def read_target(
    inventory: str,
    data: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Target:
    """Read an inventory as pyinfra does, overrides applied, without connecting to a host.

    `folder` takes the ssh configuration. Raises RefusedError with one sentence.
    """
    hosts = read_inventory(inventory, data, environment)
    cluster = build_cluster(hosts)
    ssh_config = folder / "ssh_config"
    ssh_config.write_text(render_ssh_config(hosts, folder))
    return Target(cluster, {host.name: host for host in hosts}, ssh_config)


@contextmanager
def open_target(
    inventory: str, data: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Iterator[Target]:
    """Read an inventory and leave nothing behind; raises RefusedError with one sentence."""
    # A short path: ssh's control sockets stand in it.
    with TemporaryDirectory(prefix="target-") as folder:
        target = read_target(inventory, data, Path(folder), environment)
        try:
            yield target
        finally:
            target.hang_up()
