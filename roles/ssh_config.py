"""OpenSSH's configuration for the hosts of an inventory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from roles.cluster import InventoryHost
from roles.errors import RefusedError
from roles.inventory_file import PROJECT

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
