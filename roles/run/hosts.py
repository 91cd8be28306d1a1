"""The hosts of a run, and the stage that it is in."""

from pyinfra.api.host import Host
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import StateStage

from roles.configuration.cluster import Cluster, Member
from roles.places import Places
from roles.run.inventory import cluster_of


class Hosts:
    """The hosts of an inventory, as who they are asked to be."""

    def __init__(self, inventory: Inventory) -> None:
        """Take the inventory's cluster; raises RefusedError."""
        self.inventory = inventory
        self.cluster: Cluster = cluster_of(inventory)
        self.places = Places(self.cluster.settings.app_name)

    def host(self, member: Member) -> Host:
        """The member's pyinfra host."""
        return self.inventory.get_host(member.name)

    @property
    def stage(self) -> StateStage:
        """The stage that pyinfra is in; what was read of the hosts counts for one stage."""
        return self.host(self.cluster.app[0]).state.current_stage
