"""The cluster that a pyinfra inventory describes."""

from functools import cache

from pyinfra.api.inventory import Inventory

from roles.configuration.cluster import Cluster, InventoryHost, build_cluster


@cache
def cluster_of(inventory: Inventory) -> Cluster:
    """Give the cluster of a pyinfra inventory; it is built once for all its hosts."""
    return build_cluster(
        InventoryHost(host.name, tuple(host.groups), host.data.dict()) for host in inventory
    )
