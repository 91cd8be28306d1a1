"""The host key that a host shows, and how it stands to what known_hosts has of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from paramiko import PKey
from paramiko.hostkeys import HostKeys

from roles.configuration.cluster import InventoryHost
from roles.configuration.inventory_file import PROJECT
from roles.connection.ssh_config import render_ssh_config
from roles.connection.ssh_login import SshLogin
from roles.connection.ssh_route import Route, read_route

# Nobody is let in: the key is shown before anybody has to say who they are.
ONLY_THE_KEY = {
    "StrictHostKeyChecking": "accept-new",
    "GlobalKnownHostsFile": "/dev/null",
    "HashKnownHosts": "no",
    "PreferredAuthentications": "none",
    "ControlPath": "none",
}


class Standing(StrEnum):
    """How a shown key stands to the file."""

    KNOWN = "known"
    NEW = "new"
    CHANGED = "another one is known"
    UNREACHED = "not reached"


@dataclass(frozen=True)
class Shown:
    """What a host showed; without a `key`, `reason` says why."""

    name: str
    route: Route
    key: PKey | None
    reason: str = ""

    @property
    def files(self) -> list[Path]:
        """Where its key is looked for; new ones go to the first."""
        return [PROJECT / Path(file).expanduser() for file in self.route.end.known_hosts.split()]

    @property
    def standing(self) -> Standing:
        """How it stands to the file."""
        if self.key is None:
            return Standing.UNREACHED
        known = _keys(self.files, self.route).get(self.key.get_name())
        if known is None:
            return Standing.NEW
        return Standing.KNOWN if known == self.key else Standing.CHANGED

    @property
    def line(self) -> str:
        """The key as a known_hosts file has it."""
        assert self.key is not None
        return f"{self.route.end.known_name} {self.key.get_name()} {self.key.get_base64()}\n"


def _keys(files: Sequence[Path], route: Route) -> Mapping[str, PKey]:
    """The keys that files have for the host at the end of a way, by their kinds."""
    keys = HostKeys()
    for file in filter(Path.is_file, files):
        keys.load(str(file))
    return keys.lookup(route.end.known_name) or {}


def ask(host: InventoryHost, folder: Path) -> Shown:
    """Have OpenSSH go to a host, the way that its configuration says, and give the key it shows."""
    route = read_route(host.name, host.data)
    config, shown = folder / f"{host.name}.config", folder / f"{host.name}.shown"
    config.write_text(render_ssh_config(host, route, folder))
    asked = {**ONLY_THE_KEY, "UserKnownHostsFile": str(shown)}
    options = [word for name, value in asked.items() for word in ("-o", f"{name}={value}")]
    reason = SshLogin(route, None, config).run(*options) or ""
    keys = _keys([shown], route)
    return Shown(host.name, route, next(iter(keys.values()), None), reason)
