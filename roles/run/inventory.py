"""What a pyinfra inventory describes: a cluster, or hosts that have left one."""

from collections.abc import Iterator
from functools import cache

from pyinfra.api.inventory import Inventory

from roles.configuration.cluster import Cluster, InventoryHost, build_cluster
from roles.configuration.retirement import Retirement, build_retirement


def _hosts(inventory: Inventory) -> Iterator[InventoryHost]:
    return (InventoryHost(host.name, tuple(host.groups), host.data.dict()) for host in inventory)


@cache
def cluster_of(inventory: Inventory) -> Cluster:
    """Give the cluster of a pyinfra inventory; it is built once for all its hosts."""
    return build_cluster(_hosts(inventory))


@cache
def retirement_of(inventory: Inventory) -> Retirement:
    """Give what is asked of the hosts of a pyinfra inventory that are in no cluster any more."""
    return build_retirement(_hosts(inventory))
