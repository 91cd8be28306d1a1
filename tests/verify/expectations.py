"""What a host of each role shall look like: pure functions of the cluster."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from roles.configuration.actuator import LOOPBACK
from roles.configuration.cluster import Cluster, Member
from roles.places import Places
from roles.shared_places import NGINX_TICKET_KEY, REDIS_CONF, REDIS_USERS


@dataclass(frozen=True)
class FileRule:
    """A file or folder, its owner, with the group where that counts, and its widest mode."""

    path: str
    owner: str
    widest: int


def units(cluster: Cluster, member: Member) -> list[str]:
    """The systemd units that run on a member."""
    found = []
    if member in cluster.lb:
        found.append("nginx.service")
    if member in cluster.app:
        found.append(Places(cluster.settings.app_name).unit)
    if cluster.deploys_redis(member):
        found.append("redis-server.service")
    return found


def bindings(cluster: Cluster, member: Member, ipv6: bool) -> dict[int, set[str]]:
    """The ports of a member's roles, each with the addresses it is bound to.

    `ipv6` tells whether the host can open an IPv6 socket.
    """
    settings = cluster.settings
    found = dict[int, set[str]]()
    if member in cluster.lb:
        everywhere = {"0.0.0.0", "::"} if ipv6 else {"0.0.0.0"}
        found |= {port: everywhere for port in settings.heard_at}
    if member in cluster.app:
        found[settings.app_port] = {member.address}
        if settings.actuator.is_bound_here:
            found[settings.actuator.port] = {LOOPBACK}
    if cluster.deploys_redis(member):
        found[settings.redis_port] = {member.address, "127.0.0.1"}
    return found


def parse_binding(socket: str) -> tuple[int, str]:
    """Read testinfra's tcp://ADDRESS:PORT; an IPv4 address in IPv6 dress is given as IPv4."""
    address, _, port = socket.removeprefix("tcp://").rpartition(":")
    parsed = ip_address(address.strip("[]").partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return int(port), str(mapped or parsed)


def files(cluster: Cluster, member: Member) -> list[FileRule]:
    """The files of a member whose owner and mode count."""
    places = Places(cluster.settings.app_name)
    apps_own = f"root:{cluster.settings.app_name}"
    found = []
    if member in cluster.lb:
        found += [FileRule(places.site_file, "root", 0o644)]
        found += [FileRule(places.upstream_file, "root", 0o644)]
        if cluster.settings.uses_tls:
            _, key = cluster.settings.certificate_files(places.certificate_file)
            found += [FileRule(key, "root", 0o640), FileRule(NGINX_TICKET_KEY, "root", 0o600)]
    if member in cluster.app:
        found += [FileRule(places.environment_file, "root", 0o640)]
        found += [FileRule(places.properties_file, apps_own, 0o640)]
        found += [FileRule(places.home, "root:root", 0o755)]
        found += [FileRule(places.releases, apps_own, 0o750)]
        found += [FileRule(places.unit_file, "root", 0o644)]
        found += [FileRule(f"{places.current}/SHA256SUMS", "root", 0o644)]
        app = f"{cluster.settings.app_name}:{cluster.settings.app_name}"
        own = (places.app_state, places.app_logs, places.app_cache, places.app_temporary)
        found += [FileRule(folder, app, 0o750) for folder in own]
    if cluster.deploys_redis(member):
        found += [FileRule(places.redis_password_file, "root", 0o600)]
        found += [FileRule(REDIS_USERS, "redis", 0o640), FileRule(REDIS_CONF, "redis", 0o640)]
    return found
