"""What a survey finds on a host, piece by piece."""

from dataclasses import dataclass
from typing import Literal

from roles.configuration.settings import Profile


@dataclass(frozen=True)
class Listener:
    """Who holds a TCP port: the systemd unit and the command."""

    port: int
    unit: str
    command: str


@dataclass(frozen=True)
class Revision:
    """A release with the settings that a server ran it well with, as the server keeps it.

    `actuator` is where it has Actuator, as its environment names that.
    """

    name: str
    release: str
    fingerprint: str
    profile: Profile
    actuator: str = ""


@dataclass(frozen=True)
class Neighbour:
    """A port that the kit has given another app on the host, by the setting that asked for it."""

    app: str
    setting: str
    port: int


@dataclass(frozen=True)
class RedisUser:
    """A user of Redis, and how the keys begin that it may touch."""

    name: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class FoundRedis:
    """A Redis that the kit has not set up: `closed` where it lets nobody in without a password."""

    state: Literal["runs", "closed", "stopped"]
    keys: int
    clients: tuple[str, ...]

    @property
    def is_unused(self) -> bool:
        """Whether nobody misses it: as a package leaves it that has just been installed."""
        return self.state == "runs" and not self.keys and not self.clients


@dataclass(frozen=True)
class FoundAcme:
    """How a load balancer gets its certificate from an authority, and whether it is renewed.

    `hook` is the sum of what gives nginx a renewed one; None where nothing does.
    """

    directory: str
    hook: str | None
    renews: bool


@dataclass(frozen=True)
class UpstreamServer:
    """A line of nginx' upstream: an address with its port, and whether it is marked down."""

    address: str
    down: bool
