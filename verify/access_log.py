"""The load balancers' JSON access log: who served which request."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from roles.configuration.cluster import Cluster

# How nginx parts the servers that it has asked, the last of them elsewhere.
TRIED = re.compile(r", | : ")


@dataclass(frozen=True)
class LogEntry:
    """One request: the visitor's id for it, and the servers that nginx tried, the last answered."""

    request: str
    servers: tuple[str, ...]
    status: int

    @property
    def server(self) -> str:
        """Who answered."""
        return self.servers[-1]


def parse_log(lines: Iterable[str], cluster: Cluster) -> list[LogEntry]:
    """Read lines of the log; an app server of the cluster is given by its name."""
    names = {
        f"{member.url_address}:{cluster.settings.app_port}": member.name for member in cluster.app
    }
    entries = []
    for line in lines:
        fields = json.loads(line)
        tried = TRIED.split(fields["upstream"])
        servers = tuple(names.get(server, server) for server in tried)
        entries.append(LogEntry(fields["visitor_request_id"], servers, fields["status"]))
    return entries
