"""What nginx' files call things: all sites of one nginx share its names."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from roles.configuration.cluster import Cluster
from roles.places import Places

# Characters of the sum by which a cookie names a server: nobody outside learns its address.
ID_LENGTH = 8


@dataclass(frozen=True)
class UpstreamServer:
    """An app server in nginx' words: `address` has its port.

    `alone` and `without` are the upstreams that ask it before all others, and all others only;
    `pattern` finds it in nginx' list of whom it has asked.
    """

    id: str
    address: str
    down: bool
    alone: str
    without: str

    @property
    def pattern(self) -> str:
        """A regular expression for its address."""
        return re.escape(self.address)


def variable_name(cluster: Cluster) -> str:
    """How the names of the app's own variables begin."""
    return cluster.settings.app_name.replace("-", "_")


def upstream_servers(
    cluster: Cluster, within: Collection[str], ports: Mapping[str, int]
) -> list[UpstreamServer]:
    """Give the app servers in nginx' words; those that are not `within` are down.

    Who is left behind is down: were it not there, the others would get each other's visitors.
    """
    places, servers = Places(cluster.settings.app_name), []
    for server in cluster.every_app:
        name = sha256(server.address.encode()).hexdigest()[:ID_LENGTH]
        port = ports.get(server.name, cluster.settings.app_port)
        servers.append(
            UpstreamServer(
                id=name,
                address=f"{server.url_address}:{port}",
                down=server.name not in within,
                alone=f"{places.upstream}-at-{name}",
                without=f"{places.upstream}-without-{name}",
            )
        )
    return servers
