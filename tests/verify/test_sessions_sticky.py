"""Sticky: a source network is served by one app server only, whose memory holds its sessions."""

from roles.configuration.cluster import Cluster, Member
from tests.verify.cookies import check_session_cookie
from tests.verify.evidence import Evidence, check
from tests.verify.looking import check_served, servers_seen
from tests.verify.redis_sessions import RedisSessions
from tests.verify.smoke import smoke_visitor
from verify.target import Target


def _server_of(
    target: Target, lb: Member, source: str | None, evidence: Evidence | None = None
) -> tuple[str, int]:
    """Take the journey from a source; give the one server that served it, and its requests."""
    with smoke_visitor(target, lb, source) as visitor:
        visitor.arrive()
        if evidence:
            check_session_cookie(visitor, evidence)
        served = servers_seen(visitor, rounds=1)
        check_served(
            visitor,
            f"one app server serves all requests from {source or 'this machine'}",
            expected=1,
            found=len(served) if len(served) == 1 else f"{len(served)}: {sorted(served)}",
        )
        return served.pop(), len(visitor.requests)


def test_one_server_serves_a_source_and_redis_gains_no_key(
    target: Target, cluster: Cluster, lb: Member, evidence: Evidence
) -> None:
    redis_hosts = [RedisSessions(target, member) for member in cluster.redis]
    installed = [redis for redis in redis_hosts if redis.is_installed()]
    before = {redis.member.name: redis.sessions() for redis in installed}
    server, requests = _server_of(target, lb, None, evidence)
    evidence.saw(lb.name, f"{requests} requests of one session, all served by {server}")
    for redis in installed:
        name = redis.member.name
        gained = redis.sessions() - before[name]
        check(
            name,
            "Redis gains no key",
            expected=0,
            found=max(0, gained),
            command=redis.shown_sessions(),
        )
        evidence.saw(name, "Redis gained no key")


def test_several_source_networks_reach_every_server(
    target: Target, cluster: Cluster, lb: Member, evidence: Evidence
) -> None:
    sources = target.visitor_addresses(lb)
    if not sources:
        evidence.saw(lb.name, "this machine has no further source networks to try")
        return
    served = {source: _server_of(target, lb, source)[0] for source in sources}
    check(
        lb.name,
        f"{len(sources)} source networks reach every app server between them",
        expected=sorted(server.name for server in cluster.app),
        found=sorted(set(served.values())),
        command=f"sudo tail {target.places.access_log}",
    )
    counts = {name: list(served.values()).count(name) for name in sorted(set(served.values()))}
    shares = ", ".join(f"{name} has {count}" for name, count in counts.items())
    evidence.saw(lb.name, f"of {len(sources)} source networks, {shares}")
