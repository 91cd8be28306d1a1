"""The way to a host over SSH: what pyinfra makes of its data and of ssh's configuration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyinfra.connectors.sshuserclient.client import SSHClient, get_host_keys, get_ssh_config
from pyinfra.connectors.sshuserclient.config import SSHConfig

from roles.configuration.inventory_file import PROJECT
from roles.errors import RefusedError

SSH_PORT = 22
CONFIGURATION = "~/.ssh/config"
KNOWN_HOSTS = "~/.ssh/known_hosts"


@dataclass(frozen=True)
class Stop:
    """An SSH server on the way: `name` is how ssh's configuration is asked for it.

    `checking` is its StrictHostKeyChecking; None is pyinfra's own default.
    """

    name: str
    address: str
    port: int
    known_hosts: str
    checking: str | None = None

    @property
    def known_name(self) -> str:
        """How a known_hosts file calls it."""
        return self.address if self.port == SSH_PORT else f"[{self.address}]:{self.port}"

    @property
    def is_unknown(self) -> bool:
        """Whether pyinfra would not know its host key and not go on by itself."""
        if self.checking not in (None, "ask", "yes"):
            return False
        files = tuple(str(Path(file).expanduser()) for file in self.known_hosts.split())
        return get_host_keys(files).get(self.known_name) is None


@dataclass(frozen=True)
class Route:
    """The host itself, the jump hosts before it or the command in their place, and the file that
    says so.
    """

    end: Stop
    jumps: tuple[Stop, ...]
    proxy_command: str | None
    configuration: Path


def read_route(name: str, data: Mapping[str, Any]) -> Route:
    """Give the way to the host with that name and data.

    Raises RefusedError for a configuration that pyinfra can't take.
    """
    given = data.get("ssh_config_file")
    path = PROJECT / given if given else Path(CONFIGURATION).expanduser()
    if given and not path.is_file():
        raise RefusedError(
            f"The ssh_config_file of {name}, {given}, is no file on this machine: give its path, "
            "without ~."
        )
    asked = str(data.get("ssh_hostname") or name)
    try:
        configuration = get_ssh_config(str(path)) or SSHConfig()
        options = configuration.lookup(asked)
        end = Stop(
            asked,
            options["hostname"],
            int(data.get("ssh_port") or options.get("port") or SSH_PORT),
            str(data.get("ssh_known_hosts_file") or _known_hosts(options)),
        )
        jumps = tuple(_jumps(configuration, asked, (asked,), path))
        return Route(end, jumps, options.get("proxycommand"), path)
    except RefusedError:
        raise
    # pyinfra raises it itself, for a file that includes itself.
    except Exception as error:
        raise RefusedError(
            f"ssh's configuration {path} can't be read for {name} ({error}): mend it, then see "
            f"what ssh -G {asked} says."
        ) from None


def _jumps(
    configuration: SSHConfig, name: str, before: tuple[str, ...], path: Path
) -> Iterator[Stop]:
    options = configuration.lookup(name)
    jumps = options.get("proxyjump", "").split(",") if "proxycommand" not in options else []
    # pyinfra would take these for a host and for a command.
    if "none" in jumps or options.get("proxycommand", "") is None:
        raise _pattern_error(
            path, name, f"has none for the way to {name}, which pyinfra can't take"
        )
    for jump in filter(None, jumps):
        host, login = SSHClient.derive_shorthand(configuration, jump)
        if host in before:
            raise _pattern_error(path, host, f"leads to {host} through {host} itself")
        # pyinfra goes on without end where they lead back.
        yield from _jumps(configuration, host, (*before, host), path)
        its = configuration.lookup(host)
        if login["port"] == str(SSH_PORT):
            raise RefusedError(
                f"ssh's configuration {path} has Port {SSH_PORT} for {host}, whose key pyinfra "
                f"then looks for as [{its['hostname']}]:{SSH_PORT}: leave the line out, 22 is "
                "ssh's own."
            )
        yield Stop(
            host,
            its["hostname"],
            int(login["port"]),
            _known_hosts(its),
            its.get("stricthostkeychecking"),
        )


def _known_hosts(options: Mapping[str, str]) -> str:
    return options.get("userknownhostsfile", KNOWN_HOSTS)


def _pattern_error(path: Path, name: str, reason: str) -> RefusedError:
    return RefusedError(
        f"ssh's configuration {path} {reason}: leave {name} out of the pattern that has the jump "
        f"host, as in `Host 10.0.0.* !{name}`."
    )
