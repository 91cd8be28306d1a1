"""Clustered: every app server serves every session, since Redis holds it."""

from roles.configuration.cluster import Cluster, Member
from roles.configuration.redis_access import redis_access
from tests.verify.evidence import Evidence, check
from tests.verify.looking import check_served, servers_seen
from tests.verify.redis_sessions import SESSION_COOKIE, RedisSessions, session_id
from tests.verify.smoke import SmokeVisitor, open_client
from verify.target import Target


def test_every_server_serves_the_session_that_redis_holds(
    target: Target, cluster: Cluster, lb: Member, evidence: Evidence
) -> None:
    redis = RedisSessions(target, redis_access(cluster).member)
    with open_client(target, lb) as client:
        visitor = SmokeVisitor(target, lb, client)
        visitor.upload()
        session = session_id(visitor.cookies().get(SESSION_COOKIE, ""))
        visitor.check(
            f"the site gives a {SESSION_COOKIE} cookie that holds a session's UUID",
            expected=True,
            found=session is not None or f"cookies {sorted(visitor.cookies())}",
        )
        key = redis.key(str(session))
        try:
            _check_servers(visitor, evidence)
            visitor.check(
                "the session is the same one to the end",
                expected=session,
                found=session_id(visitor.cookies()[SESSION_COOKIE]),
            )
            _check_key(redis, key, evidence)
            _check_picture(redis, key, visitor, evidence)
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
        f"{len(visitor.requests)} requests of one session, served by "
        f"{' and '.join(sorted(served))}; the picture identical every time",
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
    seconds = int(redis.ask("TTL", key))
    check(
        name,
        "the session ends with the time-out",
        expected=f"a TTL from 1 to {longest} s",
        found=f"a TTL from 1 to {longest} s" if 0 < seconds <= longest else f"{seconds} s",
        command=redis.shown("TTL", key),
    )
    evidence.saw(name, f"{key} is there, TTL {seconds} s")


def _check_picture(
    redis: RedisSessions, key: str, visitor: SmokeVisitor, evidence: Evidence
) -> None:
    attribute = f"sessionAttr:{redis.target.cluster.settings.smoke_attribute}"
    size = len(visitor.picture)
    stored = redis.picture(key)
    same = f"the {size} bytes that were uploaded"
    check(
        redis.member.name,
        f"{attribute} of {key} is the upload, byte for byte",
        expected=same,
        found=same if stored == visitor.picture else f"{len(stored)} other bytes",
        command=redis.shown("HGET", key, attribute),
    )
    evidence.saw(redis.member.name, f"{attribute} is the upload, byte for byte ({size} bytes)")
