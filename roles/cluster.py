"""The cluster: who is in it, and what it is asked to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, cast

from pyinfra.api.inventory import Inventory

from roles.errors import RefusedError
from roles.settings import Settings, build_settings, is_cluster_setting

GROUPS = ("lb", "app", "redis")


@dataclass(frozen=True)
class Member:
    """A host of the cluster; `address` is the IP at which the others reach it."""

    name: str
    address: str

    @property
    def url_address(self) -> str:
        """The address as URLs and nginx write it: IPv6 in brackets."""
        return f"[{self.address}]" if ":" in self.address else self.address


@dataclass(frozen=True)
class InventoryHost:
    """One host as the inventory gives it, with all its data merged."""

    name: str
    groups: tuple[str, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Cluster:
    """The validated settings and the members of each group, in the inventory's order."""

    settings: Settings
    lb: tuple[Member, ...]
    app: tuple[Member, ...]
    redis: tuple[Member, ...]

    @property
    def redis_host(self) -> Member:
        """The one Redis host; only where there is one."""
        return self.redis[0]

    @property
    def members(self) -> tuple[Member, ...]:
        """Every member once, whatever its groups."""
        return tuple(dict.fromkeys((*self.lb, *self.app, *self.redis)))

    def member(self, name: str) -> Member:
        """The member with that name."""
        return next(member for member in self.members if member.name == name)


def build_cluster(hosts: Iterable[InventoryHost]) -> Cluster:
    """Validate an inventory and give the cluster it describes.

    Raises RefusedError with one sentence for the first thing that is wrong.
    """
    hosts = list(hosts)
    groups = {
        group: tuple(_member(host) for host in hosts if group in host.groups) for group in GROUPS
    }
    for group in ("lb", "app"):
        if not groups[group]:
            raise RefusedError(f"The inventory's group {group} is empty: it needs a host or more.")
    _refuse_shared_addresses([_member(host) for host in hosts])
    settings = build_settings(_cluster_data(hosts))
    redis_hosts = len(groups["redis"])
    if settings.session_profile == "clustered" and redis_hosts != 1:
        raise RefusedError(
            f'session_profile is "clustered" and the inventory\'s group redis has {redis_hosts} '
            "hosts: give it one, or deploy with --data session_profile=sticky."
        )
    return Cluster(settings, groups["lb"], groups["app"], groups["redis"])


def cluster_of(inventory: Inventory) -> Cluster:
    """Give the cluster of a pyinfra inventory; it is built once for all its hosts."""
    known = getattr(inventory, "session_cluster", None)
    if known is None:
        known = build_cluster(
            InventoryHost(host.name, tuple(host.groups), host.data.dict()) for host in inventory
        )
        inventory.session_cluster = known  # type: ignore[attr-defined]
    return cast(Cluster, known)


def _member(host: InventoryHost) -> Member:
    address = str(host.data.get("address") or host.data.get("ssh_hostname") or host.name)
    try:
        return Member(host.name, str(ip_address(address)))
    except ValueError:
        raise RefusedError(
            f"The address of {host.name} is {address!r}: give it an `address` in the inventory, "
            "the IP at which the other hosts reach it."
        ) from None


def _refuse_shared_addresses(members: list[Member]) -> None:
    owners: dict[str, str] = {}
    for member in members:
        if member.address in owners:
            raise RefusedError(
                f"{owners[member.address]} and {member.name} have one address, {member.address}: "
                "each host needs its own."
            )
        owners[member.address] = member.name


def _cluster_data(hosts: list[InventoryHost]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    source: dict[str, str] = {}
    for host in hosts:
        for key, value in host.data.items():
            if not is_cluster_setting(key):
                continue
            if key in merged and merged[key] != value:
                raise RefusedError(
                    f"{key} is {merged[key]!r} on {source[key]} and {value!r} on {host.name}: it "
                    "is a setting of the whole cluster, so give it once, in group_data/."
                )
            merged[key], source[key] = value, host.name
    return merged
