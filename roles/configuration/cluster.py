"""The cluster: who is in it, and what it is asked to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from roles.configuration.addresses import host_address, refuse_shared_addresses, url_address
from roles.configuration.edge_contradictions import challenges_misfit
from roles.configuration.host_data import cluster_data, refuse_unfit_login
from roles.configuration.redis_hosts import redis_hosts_misfit
from roles.configuration.settings import Settings
from roles.configuration.shared_ports import shared_port_misfit
from roles.configuration.validation import build_settings
from roles.errors import RefusedError

GROUPS = ("lb", "app", "redis")


@dataclass(frozen=True)
class Member:
    """A host of the cluster; `address` is the IP at which the others reach it."""

    name: str
    address: str

    @property
    def url_address(self) -> str:
        """The address as URLs and nginx write it."""
        return url_address(self.address)


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
    def redis_address(self) -> str:
        """Where the app servers reach Redis, whoever runs it."""
        return self.settings.redis_address or self.redis_host.address

    @property
    def members(self) -> tuple[Member, ...]:
        """Every member once, whatever its groups."""
        return tuple(dict.fromkeys((*self.lb, *self.app, *self.redis)))

    def member(self, name: str) -> Member:
        """The member with that name."""
        return next(member for member in self.members if member.name == name)

    def deploys_redis(self, member: Member) -> bool:
        """Whether the member keeps what the app has in Redis; else Redis is nobody's business."""
        return member in self.redis and self.settings.uses_redis

    def asks_others_redis(self, member: Member) -> bool:
        """Whether the member's app has something in a Redis that somebody else runs."""
        others = bool(self.settings.redis_address) and self.settings.uses_redis
        return others and member in self.app

    def ports(self, member: Member) -> dict[str, int]:
        """The ports that a member's roles take, by the settings that name them."""
        taken = {
            "http_port": member in self.lb,
            "https_port": member in self.lb and self.settings.uses_tls,
            "app_port": member in self.app,
            "redis_port": self.deploys_redis(member),
        }
        ports = {name: getattr(self.settings, name) for name in taken if taken[name]}
        actuator = self.settings.actuator
        if actuator.has_own_port and member in self.app:
            ports["readiness_port"] = actuator.port
        return ports


def build_cluster(hosts: Iterable[InventoryHost]) -> Cluster:
    """Validate an inventory and give the cluster it describes.

    Raises RefusedError with one sentence for the first thing that is wrong.
    """
    hosts = list(hosts)
    for host in hosts:
        if not set(GROUPS).intersection(host.groups):
            raise RefusedError(
                f"{host.name} is in none of the groups lb, app and redis: put it into one, or "
                "take it out of the inventory."
            )
    members = {host.name: Member(host.name, host_address(host.name, host.data)) for host in hosts}
    groups = {
        group: tuple(members[host.name] for host in hosts if group in host.groups)
        for group in GROUPS
    }
    for group in ("lb", "app"):
        if not groups[group]:
            raise RefusedError(f"The inventory's group {group} is empty: it needs a host or more.")
    refuse_shared_addresses((member.name, member.address) for member in members.values())
    data = {host.name: host.data for host in hosts}
    cluster = Cluster(build_settings(cluster_data(data)), **groups)
    refuse_unfit_login(data, cluster.settings.app_name)
    redis = [member.name for member in cluster.redis]
    misfits = (
        redis_hosts_misfit(cluster.settings, redis),
        challenges_misfit(cluster.settings, len(cluster.lb)),
        *(shared_port_misfit(name, cluster.ports(member)) for name, member in members.items()),
    )
    if misfit := next(filter(None, misfits), None):
        raise RefusedError(misfit)
    return cluster
