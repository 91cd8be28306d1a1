"""OpenSSH's configuration for a host of an inventory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roles.configuration.cluster import InventoryHost
from roles.configuration.inventory_file import PROJECT
from roles.connection.ssh_route import Route
from roles.errors import RefusedError

# pyinfra's own names for what OpenSSH reads from its configuration.
SSH_OPTIONS = {
    "ssh_port": "Port",
    "ssh_user": "User",
    "ssh_key": "IdentityFile",
    "ssh_known_hosts_file": "UserKnownHostsFile",
    "ssh_strict_host_key_checking": "StrictHostKeyChecking",
}
PASSWORDS = ("ssh_password", "ssh_key_password")


def render_ssh_config(host: InventoryHost, route: Route, folder: Path) -> str:
    """Give OpenSSH's configuration for the host, its connection shared through `folder`.

    Raises RefusedError for a host that asks for a password: nobody is there to type it.
    """
    for key in PASSWORDS:
        if host.data.get(key):
            raise RefusedError(f"{host.name} has {key}: the verification logs in by key or agent.")
    lines = [
        # The name that pyinfra looks up, so that the blocks that count there count here.
        f'Host "{route.end.name}"',
        *_options(host.data),
        # Not for jump hosts: the way to one host would go over the connection of another, which
        # may end first.
        "    ControlMaster auto",
        f"    ControlPath {folder}/%C",
        "Host *",
        "    BatchMode yes",
        "    LogLevel ERROR",
        "    ConnectTimeout 5",
        f'    Include "{route.configuration}"',
    ]
    return "\n".join(lines) + "\n"


def _options(data: Mapping[str, Any]) -> list[str]:
    return [
        f'    {option} "{_absolute(key, data[key])}"'
        for key, option in SSH_OPTIONS.items()
        if data.get(key)
    ]


def _absolute(key: str, value: Any) -> str:
    is_file = key in ("ssh_key", "ssh_known_hosts_file")
    return str(PROJECT / Path(value).expanduser()) if is_file else str(value)
