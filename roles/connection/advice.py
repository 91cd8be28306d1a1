"""What is said of a host that can't be connected: what was wrong, and the cure."""

import re
from dataclasses import dataclass
from shlex import quote

from roles.connection.ssh_route import SSH_PORT, Route, Stop

# Texts of pyinfra's SSH connector and of paramiko below it.
NO_HOST_KEY = "No host key for"
CHANGED_KEY = "SSH host key error"
COMMAND_FAILED = re.compile(r"^Could not connect|ProxyCommand|protocol banner")
NO_CHANNEL = re.compile(r"ChannelException|opening channel|open channel")
LOGIN_REFUSED = re.compile(
    r"^Authentication error|No authentication methods available|No existing session"
)


@dataclass(frozen=True)
class Source:
    """Where it is written how to log in to a server, and where that is."""

    login: str = "ssh_user and ssh_key in the inventory"
    place: str = "ssh_hostname and ssh_port in the inventory"


def connection_advice(name: str, route: Route, error: str, way_is_open: bool) -> str:
    """Say what to do about a host that could not be connected; `error` is the connector's.

    `way_is_open` says whether there was a connection to the host to speak SSH over.
    """
    if route.proxy_command and COMMAND_FAILED.search(error):
        return (
            f"{name} is not reached by its ProxyCommand ({error}): see what ssh -v "
            f"{route.end.name} says, and mend it in {route.configuration}; it runs without a shell."
        )
    if way_is_open or not route.jumps:
        return _advice(name, route.end, Source(), error)
    jumps = [jump for jump in route.jumps if jump.address in error] or route.jumps
    names = " or ".join(jump.name for jump in jumps)
    if NO_CHANNEL.search(error):
        return (
            f"The jump host {names} gets no connection to {name} at {route.end.address}, port "
            f"{route.end.port} ({error}): check that {name} runs, that a firewall lets the jump "
            "host in, and that its sshd allows forwarding (AllowTcpForwarding)."
        )
    return _jump_advice(jumps[0], names, route, error)


def unknown_jump_advice(route: Route) -> str | None:
    """Say what to do about a jump host whose key is not known; None if each one's is.

    pyinfra would ask about it, once for each host behind it, whoever is there to answer or not.
    """
    for jump in route.jumps:
        if jump.is_unknown:
            return _jump_advice(jump, jump.name, route, NO_HOST_KEY)
    return None


def _jump_advice(jump: Stop, names: str, route: Route, error: str) -> str:
    source = Source(
        f"User and IdentityFile of {names} in {route.configuration}",
        f"HostName and Port of {names} in {route.configuration}",
    )
    return _advice(f"The jump host {names}", jump, source, error)


def _advice(name: str, stop: Stop, source: Source, error: str) -> str:
    address, port, known_hosts = stop.address, stop.port, stop.known_hosts
    if error.startswith(CHANGED_KEY):
        return (
            f"{name} shows another SSH host key than {known_hosts} has. If you know that the host "
            f"was made anew, forget the old key (ssh-keygen -R {quote(stop.known_name)} -f "
            f"{known_hosts}) and add the new one after comparing it; if not, somebody may be in "
            "between."
        )
    if NO_HOST_KEY in error:
        scan = f"ssh-keyscan {address}" if port == SSH_PORT else f"ssh-keyscan -p {port} {address}"
        return (
            f"{name} is not in {known_hosts}: add it ({scan} >> {known_hosts}) and compare its "
            "fingerprint with the host's own before you deploy."
        )
    if LOGIN_REFUSED.search(error):
        return f"{name} refuses the login: check {source.login}, or that an SSH agent has the key."
    if error.startswith("Could not resolve hostname"):
        return f"{name} has the name {address}, which has no address here: check {source.place}."
    if error.startswith("Could not connect"):
        return (
            f"{name} does not answer at {address}, port {port}: check that it runs, that "
            f"{source.place} are right, and that a firewall lets this machine in."
        )
    return (
        f"{name} begins no SSH session at {address}, port {port} ({error}): check {source.place}, "
        f"and see what ssh -v -p {port} {address} says."
    )
