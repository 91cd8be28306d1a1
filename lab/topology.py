"""What a lab is asked to be: read from the environment, no Docker in it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from lab.errors import LabError

SUITES = ("bookworm", "trixie")
GROUPS = ("lb", "app", "redis")
DEFAULT_TOPOLOGY = "lb=1,app=2,redis=1"
DEFAULT_NAME = "session-cluster"
# By which of a host's two addresses it is known.
Family = Literal["ipv4", "ipv6"]
PROJECT = Path(__file__).parent.parent
STATE = PROJECT / ".lab"


@dataclass(frozen=True)
class LabHost:
    """A host of a lab: its name, such as app2, its group and its place in the network."""

    name: str
    group: str
    number: int


@dataclass(frozen=True)
class Topology:
    """A lab: its name, its Debian suite, how many hosts each group has, and their addresses."""

    name: str
    suite: str
    counts: Mapping[str, int]
    family: Family = "ipv4"

    @property
    def hosts(self) -> list[LabHost]:
        """Every host, in the order of the groups."""
        names = [
            (group, f"{group}{i + 1}") for group in GROUPS for i in range(self.counts.get(group, 0))
        ]
        return [LabHost(name, group, number) for number, (group, name) in enumerate(names)]

    @property
    def state(self) -> Path:
        """The folder of the lab's SSH key and known hosts."""
        return STATE / self.name

    def container(self, host: LabHost) -> str:
        """The name of a host's container."""
        return f"{self.name}-{host.name}"


def read_topology(environment: Mapping[str, str] = os.environ) -> Topology:
    """Read LAB_NAME, SUITE, TOPOLOGY and ADDRESSES.

    Raises LabError with what is accepted.
    """
    name = environment.get("LAB_NAME") or DEFAULT_NAME
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", name):
        raise LabError(f"LAB_NAME is {name!r}: expected lower-case letters, digits and -.")
    suite = environment.get("SUITE") or SUITES[0]
    if suite not in SUITES:
        raise LabError(f"SUITE is {suite!r}: expected {' or '.join(SUITES)}.")
    family = environment.get("ADDRESSES") or "ipv4"
    if family not in get_args(Family):
        raise LabError(f"ADDRESSES is {family!r}: expected {' or '.join(get_args(Family))}.")
    counts = _counts(environment.get("TOPOLOGY") or DEFAULT_TOPOLOGY)
    return Topology(name, suite, counts, cast(Family, family))


def _counts(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in text.split(","):
        match = re.fullmatch(r"(\w+)=(\d{1,2})", part.strip())
        if not match or match[1] not in GROUPS or match[1] in counts:
            raise LabError(f"TOPOLOGY is {text!r}: expected something like {DEFAULT_TOPOLOGY}.")
        counts[match[1]] = int(match[2])
    return counts
