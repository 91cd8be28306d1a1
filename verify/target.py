"""A cluster as seen from outside a deploy: what its inventory says, and a way into each host."""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import testinfra
from testinfra.host import Host

from roles.configuration.addresses import url_address
from roles.configuration.cluster import Cluster, InventoryHost, Member, build_cluster
from roles.configuration.inventory_file import read_inventory
from roles.connection.ssh_config import render_ssh_config
from roles.connection.ssh_login import SshLogin
from roles.connection.ssh_route import read_route
from roles.connection.sudo import sudo_password
from roles.errors import RefusedError
from roles.places import Places
from verify.root import SshWithPassword


@dataclass(frozen=True)
class Target:
    """A cluster, its hosts as the inventory has them, and the way into each."""

    cluster: Cluster
    hosts: Mapping[str, InventoryHost]
    logins: Mapping[str, SshLogin]

    @property
    def places(self) -> Places:
        """Where things stand on the hosts."""
        return Places(self.cluster.settings.app_name)

    @cached_property
    def _connections(self) -> dict[str, Host]:
        return {name: self._connection(name, login) for name, login in self.logins.items()}

    def _connection(self, name: str, login: SshLogin) -> Host:
        where, how = url_address(login.route.end.name), {"ssh_config": str(login.config)}
        sudo = bool(self.hosts[name].data.get("_sudo"))
        if sudo and login.sudo_password:
            return Host(SshWithPassword(where, login.sudo_password, timeout=5, **how))
        return testinfra.get_host(f"ssh://{where}", sudo=sudo, timeout=5, **how)

    def host(self, member: Member) -> Host:
        """The member as testinfra sees it; its commands run as root."""
        return self._connections[member.name]

    def visible_address(self, member: Member) -> str:
        """The address at which this machine reaches a member, by ssh's own rules, as in a URL."""
        return url_address(self.logins[member.name].route.end.address)

    def certificate(self, lb: Member) -> bytes | None:
        """The certificate that a load balancer has for the site, with its chain; None without TLS.

        The key in the same file stays there. Raises RefusedError where none is there yet.
        """
        settings = self.cluster.settings
        if not settings.uses_tls:
            return None
        if lb.name not in self._certificates:
            file, _ = settings.certificate_files(self.places.certificate_file)
            only = shlex.quote("/^-----BEGIN CERT/,/^-----END CERT/p")
            command = f"sed -n {only} {shlex.quote(file)}"
            pem = self.host(lb).run(command).stdout
            if not pem:
                raise RefusedError(
                    f"{lb.name} has no certificate at {file}: deploy with the same settings first."
                )
            self._certificates[lb.name] = f"{pem.strip()}\n".encode()
        return self._certificates[lb.name]

    @cached_property
    def _certificates(self) -> dict[str, bytes]:
        return {}

    def visitor_addresses(self, member: Member) -> list[str]:
        """Addresses of this machine that a load balancer sees as visitors of several networks."""
        return list(self.hosts[member.name].data.get("visitor_addresses", []))

    def connect(self) -> list[str]:
        """Connect to every host at once; give a sentence for each that can't be reached."""
        with ThreadPoolExecutor(len(self.logins)) as pool:
            faults = pool.map(SshLogin.connect, self.logins.values())
            return [
                f"{name} can't be reached over SSH: {fault}"
                for name, fault in zip(self.logins, faults, strict=True)
                if fault
            ]

    def hang_up(self) -> None:
        """End the shared connections."""
        for login in self.logins.values():
            login.hang_up()


def read_target(
    inventory: str,
    data: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Target:
    """Read an inventory as pyinfra does, overrides applied, without connecting to a host.

    `folder` takes ssh's configurations. Raises RefusedError with one sentence.
    """
    every = read_inventory(inventory, data, environment)
    cluster = build_cluster(every)
    hosts = [host for host in every if host.name not in cluster.without]
    logins = {}
    given = os.environ if environment is None else environment
    for number, host in enumerate(hosts):
        route = read_route(host.name, host.data)
        # A file for each: two may have one ssh_hostname, and differ in their ports.
        config = folder / f"ssh_config_{number}"
        config.write_text(render_ssh_config(host, route, folder))
        password = sudo_password(host.name, host.data, given)
        logins[host.name] = SshLogin(route, host.data.get("ssh_user"), config, password)
    return Target(cluster, {host.name: host for host in hosts}, logins)


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
