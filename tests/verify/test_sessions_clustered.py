"""Clustered: every app server serves every session, since Redis holds it."""

from roles.configuration.cluster import Cluster, Member
from roles.configuration.journey import proves_sessions
from roles.configuration.redis_access import redis_access
from tests.verify.cookies import check_session_cookie
from tests.verify.evidence import Evidence, check
from tests.verify.looking import check_served, servers_seen
from tests.verify.redis_sessions import RedisSessions, expiry_key
from tests.verify.smoke import SmokeVisitor, smoke_visitor
from verify.target import Target

# The indexed repository lets a session's hash outlive the session, for who hears of its end.
INDEXED_ALLOWANCE = 300


def test_every_server_serves_the_session_that_redis_holds(
    target: Target, cluster: Cluster, lb: Member, evidence: Evidence
) -> None:
    with smoke_visitor(target, lb) as visitor:
        visitor.arrive()
        check_session_cookie(visitor, evidence)
        if proves_sessions(cluster.settings.journey):
            _check_session(RedisSessions(target, redis_access(cluster).member), visitor, evidence)
        else:
            _check_servers(visitor, evidence)
            evidence.saw(lb.name, "the journey looks for nothing: routing is proved, no session")


def _check_session(redis: RedisSessions, visitor: SmokeVisitor, evidence: Evidence) -> None:
    key, cookie = _find_session(redis, visitor)
    try:
        _check_servers(visitor, evidence)
        visitor.check(
            "the session is the same one to the end",
            expected=True,
            found=visitor.session_keys().get(key) == cookie or "another session",
        )
        _check_key(redis, key, evidence)
        _check_fields(redis, key, visitor, evidence)
    finally:
        redis.delete(key)
    check(
        redis.member.name,
        f"{key} is deleted again",
        expected="0 left",
        found=f"{redis.ask('EXISTS', key)} left",
        command=redis.shown("EXISTS", key),
    )
    evidence.saw(redis.member.name, f"{key} deleted again")


def _find_session(redis: RedisSessions, visitor: SmokeVisitor) -> tuple[str, str]:
    """Give the key of the visitor's session, and the name of the cookie that has it."""
    keys = visitor.session_keys()
    present = redis.present(keys)
    cookies = ", ".join(sorted(visitor.visitor.cookies)) or "none"
    namespace = redis.target.cluster.settings.session_namespace
    check(
        redis.member.name,
        "Redis has the session of the journey, and one cookie names it",
        expected=f"one key {namespace}:sessions:… of one of its cookies ({cookies})",
        found=f"one key {namespace}:sessions:… of one of its cookies ({cookies})"
        if len(present) == 1
        else " and ".join(present) or "none: the app keeps its sessions elsewhere",
        command=redis.shown_sessions(),
    )
    return present[0], keys[present[0]]


def _check_servers(visitor: SmokeVisitor, evidence: Evidence) -> None:
    served = servers_seen(visitor)
    check_served(
        visitor,
        "every app server serves the one session",
        expected=sorted(server.name for server in visitor.target.cluster.app),
        found=sorted(served),
    )
    evidence.saw(
        visitor.lb.name,
        f"{len(visitor.requests)} requests of one visitor, served by "
        f"{' and '.join(sorted(served))}; the journey's last step right every time",
    )


def _check_key(redis: RedisSessions, key: str, evidence: Evidence) -> None:
    name = redis.member.name
    check(
        name,
        f"{key} is a session's hash",
        expected="hash",
        found=redis.ask("TYPE", key),
        command=redis.shown("TYPE", key),
    )
    longest = redis.target.cluster.settings.session_timeout_seconds
    longest += INDEXED_ALLOWANCE if redis.present([expiry_key(key)]) else 0
    seconds = int(redis.ask("TTL", key))
    check(
        name,
        "the session ends with the time-out",
        expected=f"a TTL from 1 to {longest} s",
        found=f"a TTL from 1 to {longest} s" if 0 < seconds <= longest else f"{seconds} s",
        command=redis.shown("TTL", key),
    )
    evidence.saw(name, f"{key} is there, TTL {seconds} s")


def _check_fields(
    redis: RedisSessions, key: str, visitor: SmokeVisitor, evidence: Evidence
) -> None:
    journey, name = redis.target.cluster.settings.journey, redis.member.name
    attributes = [step.attribute for step in journey if step.attribute]
    if not attributes:
        evidence.saw(name, f"its fields are {', '.join(redis.fields(key))}")
    for attribute in attributes:
        field, size = f"sessionAttr:{attribute}", len(visitor.proof)
        how = redis.holds(key, field, visitor.proof)
        check(
            name,
            f"{field} of {key} has what the visitor sent",
            expected=f"its {size} bytes",
            found=f"its {size} bytes" if how else f"others; it has {redis.fields(key)}",
            command=redis.shown("HGET", key, field),
        )
        evidence.saw(name, f"{field} is what the visitor sent, {how} ({size} bytes)")
