"""What a survey finds on a host."""

from dataclasses import dataclass

from roles.survey.found import (
    FoundAcme,
    FoundRedis,
    Listener,
    Neighbour,
    RedisUser,
    Revision,
    UpstreamServer,
)
from roles.survey.nginx_sites import NginxSite, NginxUpstream

# Whether a host can open an IPv6 socket: by trying, for it may be the kernel that has none or a
# filter. perl-base is on every Debian and Ubuntu.
OPENS_IPV6_SOCKET = "perl -MSocket -e 'socket(my $s, PF_INET6, SOCK_STREAM, 0) or exit 1'"


@dataclass(frozen=True)
class HostSurvey:
    """A host as its survey found it; None where there is nothing yet."""

    system: str
    system_version: str
    init: str
    user: str
    processors: int
    memory_mb: int
    open_files_limit: int
    ipv6: bool
    sends_again: int | None
    free_mb: dict[str, int]
    listeners: tuple[Listener, ...]
    neighbours: tuple[Neighbour, ...]
    java: str | None
    java_version: int | None
    release: str | None
    installed: tuple[str, ...]
    whole: tuple[str, ...]
    port: int | None
    sessions: str | None
    session_redis: str | None
    session_namespace: str | None
    sessions_in_memory: int | None
    sessions_in_redis: int | None
    answered: int | None
    actuator: str | None
    redis: str | None
    redis_answers: bool
    redis_files: str | None
    redis_listens: int | None
    redis_memory_mb: int | None
    redis_users: tuple[RedisUser, ...]
    found_redis: FoundRedis | None
    revision: str | None
    revisions: tuple[Revision, ...]
    previous: str | None
    moved: bool
    history: tuple[str, ...]
    rolled_back: tuple[str, ...]
    lock: str | None
    lock_age: int
    fingerprint: str | None
    healthy: str | None
    active: bool
    fresh: bool
    exposed: bool
    lb_placed: str | None
    lb_loaded: str | None
    balancing: str | None
    upstream: tuple[UpstreamServer, ...]
    nginx_version: str | None
    worker_connections: int | None
    worker_rlimit_nofile: int | None
    nginx_active: bool
    nginx_sites: tuple[NginxSite, ...]
    nginx_upstreams: tuple[NginxUpstream, ...]
    debians_site: bool
    certificate: bytes | None
    certificate_sum: str | None
    certificate_key: bytes | None
    tickets: str | None
    tickets_age: int | None
    acme: FoundAcme | None
    site_enabled: bool
    maintenance: bool

    @property
    def ready(self) -> bool:
        """Whether the app said that it may get requests."""
        return self.answered == 200

    @property
    def answers(self) -> bool:
        """Whether the app answered at all, without a fault of its own.

        A path that is not there (404) or not for us (401) is an answer: what is asked now may not
        be what the running release has.
        """
        return self.active and self.answered is not None and 0 < self.answered < 500

    @property
    def down(self) -> frozenset[str]:
        """The addresses, with ports, that this load balancer has marked down."""
        return frozenset(server.address for server in self.upstream if server.down)

    @property
    def sends_to(self) -> frozenset[str]:
        """The addresses, with ports, to which this load balancer sends requests."""
        if not (self.nginx_active and self.site_enabled):
            return frozenset()
        return frozenset(server.address for server in self.upstream if not server.down)
