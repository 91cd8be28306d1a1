"""From which host a cluster's Redis is asked, and how: its own, or an app server for others'."""

import shlex
from dataclasses import dataclass

from roles.configuration.cluster import Cluster, Member
from roles.places import Places
from roles.shared_places import REDIS_ADMIN_PASSWORD

# What Debian's Java trusts too.
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


@dataclass(frozen=True)
class RedisAccess:
    """The host, redis-cli's options, and a shell command that prints the password there."""

    member: Member
    options: tuple[str, ...]
    password: str

    def command(self, *arguments: str) -> str:
        """A redis-cli call as root types it on that host; no process list shows the password."""
        call = shlex.join(("redis-cli", *self.options, *arguments))
        return f'REDISCLI_AUTH="$({self.password})" {call}'


def redis_access(cluster: Cluster) -> RedisAccess:
    """How the app's user is let in."""
    if not cluster.redis:
        return _others(cluster)
    settings, places = cluster.settings, Places(cluster.settings.app_name)
    address, port = cluster.redis_host.address, str(settings.redis_port)
    options = ("--user", settings.app_name, "-h", address, "-p", port)
    return RedisAccess(
        cluster.redis_host, options, f"cat {shlex.quote(places.redis_password_file)}"
    )


def redis_listing(cluster: Cluster) -> RedisAccess:
    """How somebody is let in who may list keys: of the kit's own Redis only its administrator."""
    if not cluster.redis:
        return _others(cluster)
    options = ("-p", str(cluster.settings.redis_port))
    return RedisAccess(cluster.redis_host, options, f"cat {REDIS_ADMIN_PASSWORD}")


def _others(cluster: Cluster) -> RedisAccess:
    settings, places = cluster.settings, Places(cluster.settings.app_name)
    user = ("--user", settings.redis_user) if settings.redis_user else ()
    where = ("-h", settings.redis_address, "-p", str(settings.redis_port))
    tls = ("--tls", "--cacert", AUTHORITIES, "--sni", settings.redis_address)
    line = r's/^SPRING_DATA_REDIS_PASSWORD="\(.*\)"$/\1/p'
    return RedisAccess(
        cluster.app[0],
        (*user, *where, *(tls if settings.redis_tls else ())),
        f"sed -n {shlex.quote(line)} {shlex.quote(places.environment_file)}",
    )
