"""A stranger's app on a lab's hosts, beside their own: deployed, verified, visited meanwhile."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import TypeAdapter

from lab import commands
from lab.commands import LAB_INVENTORY, Outcome
from roles.configuration.control_environment import journey_secrets
from roles.configuration.journey import Step
from roles.visiting.visitor import Visitor, cookie_jar
from tests.lab.removal import remove_app
from tests.lab.rig import Rig, Seen
from tests.lab.watched import Watched
from verify.target import open_target

# A journey as an operator writes it.
Written = Sequence[dict[str, Any]]
SECONDS = 10


def journey(steps: Written) -> str:
    """The setting that has a journey."""
    return f"journey={json.dumps(steps)}"


@dataclass(frozen=True)
class Stranger(Watched):
    """Such an app: `settings` are all that its operator says, beside the `inventory`."""

    rig: Rig
    settings: tuple[str, ...]
    inventory: Path

    # Another app's hosts have theirs too.
    visitors = 12

    def deploy(self, *data: str, **options: Any) -> Outcome:
        """Run a deploy of it, whatever comes of it."""
        return self.rig.deploy(*self.settings, *data, inventory=self.inventory, **options)

    def deploy_well(self, *data: str, **options: Any) -> Outcome:
        """Run a deploy of it that has to succeed."""
        return self.rig.deploy_well(*self.settings, *data, inventory=self.inventory, **options)

    def verify_well(self, *data: str) -> Outcome:
        """Run a verification of it that has to succeed."""
        return self.rig.verify_well(*self.settings, *data, inventory=self.inventory)

    @contextmanager
    def visitor_at(self, server: str, steps: Written) -> Iterator[Visitor]:
        """Give a visitor who asks one server, past the load balancer."""
        port = self.target.cluster.settings.app_port
        url = f"http://{self.rig.address(server)}:{port}"
        way = TypeAdapter(list[Step]).validate_python(steps)
        # A connection that is kept would be waited for when the server is drained.
        transport = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        client = httpx.Client(
            base_url=url, cookies=cookie_jar(), timeout=SECONDS, transport=transport
        )
        with client:
            yield Visitor(client, way, journey_secrets(way))


@contextmanager
def stranger(
    rig: Rig,
    name: str,
    settings: tuple[str, ...],
    seen: Seen,
    *visitors: str,
    inventory: Path = LAB_INVENTORY,
) -> Iterator[Stranger]:
    """Give an app, and take it off the hosts at the end.

    `visitors` are settings that count for its visitors only, such as another journey.
    """
    environment = commands.lab_environment(rig.topology)
    with open_target(str(LAB_INVENTORY), (*settings, *visitors), environment) as target:
        try:
            yield Stranger(target, seen, f"the {name}", rig, settings, inventory)
        finally:
            remove_app(rig, name)
