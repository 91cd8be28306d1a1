"""Whether the roles of one host want one port."""

from collections.abc import Mapping


def shared_port_misfit(name: str, ports: Mapping[str, int]) -> str | None:
    """Say which of a host's roles clash; None where none do. `ports` go by their settings."""
    owners: dict[int, str] = {}
    for setting, port in ports.items():
        if port in owners:
            return (
                f"{owners[port]} and {setting} are both {port}, and {name} has both roles: give "
                "each its own port."
            )
        owners[port] = setting
    return None
