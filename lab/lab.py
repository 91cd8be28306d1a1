"""A running lab: its hosts from inside, and where its site stands."""

from dataclasses import dataclass

from docker.models.containers import Container

from lab.engine import engine, execute
from lab.errors import LabError
from lab.network import host_addresses
from lab.topology import Topology
from roles.configuration.addresses import url_address


@dataclass(frozen=True)
class Lab:
    """The hosts of a topology, as they run now."""

    topology: Topology

    def container(self, name: str) -> Container:
        """The container of a host, such as app1."""
        return engine().containers.get(f"{self.topology.name}-{name}")

    def run(self, name: str, script: str, user: str = "root") -> str:
        """Run a shell script inside a host and give what it prints; raises LabError if it fails."""
        ended = execute(f"{self.topology.name}-{name}", script, user)
        if ended.returncode:
            raise LabError(f"{name}: {script} ended with {ended.returncode}: {ended.stdout}")
        return ended.stdout

    def address(self, name: str) -> str:
        """A host's address."""
        number = next(host.number for host in self.topology.hosts if host.name == name)
        network = engine().networks.get(self.topology.name)
        return host_addresses(network, number)[self.topology.family]

    @property
    def url(self) -> str:
        """Where the site stands, at the first load balancer."""
        return f"http://{url_address(self.address('lb1'))}"
