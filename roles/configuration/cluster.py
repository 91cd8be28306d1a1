"""The cluster: who is in it, and what it is asked to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from roles.configuration.addresses import host_address, refuse_shared_addresses, url_address
from roles.configuration.edge_contradictions import challenges_misfit
from roles.configuration.host_data import cluster_data, refuse_unfit_login
from roles.configuration.left_behind import left_behind_misfit
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
    """The validated settings and the members of each group, in the inventory's order.

    `without` names those that a run leaves as they are; the `every_` groups have them too.
    """

    settings: Settings
    every_lb: tuple[Member, ...]
    every_app: tuple[Member, ...]
    every_redis: tuple[Member, ...]
    without: frozenset[str] = frozenset()

    @property
    def lb(self) -> tuple[Member, ...]:
        """The load balancers that a run brings along."""
        return self._brought_along(self.every_lb)

    @property
    def app(self) -> tuple[Member, ...]:
        """The app servers that a run brings along."""
        return self._brought_along(self.every_app)

    @property
    def redis(self) -> tuple[Member, ...]:
        """The Redis hosts that a run brings along."""
        return self._brought_along(self.every_redis)

    def _brought_along(self, members: tuple[Member, ...]) -> tuple[Member, ...]:
        return tuple(member for member in members if member.name not in self.without)

    @property
    def redis_host(self) -> Member:
        """The one Redis host; only where there is one."""
        return self.every_redis[0]

    @property
    def redis_address(self) -> str:
        """Where the app reaches Redis, whoever runs it."""
        return self.settings.redis_address or self.redis_host.address

    @property
    def members(self) -> tuple[Member, ...]:
        """Every member that a run brings along once, whatever its groups."""
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
    """Give the cluster that an inventory describes; raises RefusedError for what is wrong first."""
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
    settings = build_settings(cluster_data(data))
    without = frozenset(settings.left_behind)
    cluster = Cluster(settings, groups["lb"], groups["app"], groups["redis"], without)
    refuse_unfit_login(data, settings.app_name)
    names = {group: [member.name for member in groups[group]] for group in GROUPS}
    misfits = (
        redis_hosts_misfit(settings, names["redis"]),
        challenges_misfit(settings, len(names["lb"])),
        left_behind_misfit(settings, names),
        *(shared_port_misfit(name, cluster.ports(member)) for name, member in members.items()),
    )
    if misfit := next(filter(None, misfits), None):
        raise RefusedError(misfit)
    return cluster
