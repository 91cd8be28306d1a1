"""What the app's user may do in a real Redis, and that it suffices for Spring's repositories."""

import json
import shlex
from base64 import b64decode

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from roles.configuration.auto_configurations import REDIS_AUTO_CONFIGURATIONS
from roles.shared_places import REDIS_ADMIN_PASSWORD
from roles.visiting.unique import new_picture
from tests.lab.rig import APP, Rig

ADMIN = f"REDISCLI_AUTH=$(cat {REDIS_ADMIN_PASSWORD}) redis-cli"
INDEXED = {
    "spring.session.data.redis.repository-type": "indexed",
    "logging.level.org.springframework.session.data.redis": "DEBUG",
}
NAMESPACE = "spring:session"
ALLOWED = (
    f"hgetall {NAMESPACE}:sessions:x",
    f"rename {NAMESPACE}:sessions:x {NAMESPACE}:sessions:y",
    f"zadd {NAMESPACE}:sessions:expirations 1 x",
    f"publish {NAMESPACE}:event:0:created:x y",
    f"psubscribe {NAMESPACE}:event:0:created:*",
    "subscribe __keyevent@0__:del __keyevent@0__:expired",
    "config get notify-keyspace-events",
    "info",
)
REFUSED = (
    "hgetall other:sessions:x",
    "subscribe __keyevent@0__:expire",
    "psubscribe __keyevent@*__:*",
    "publish other:event:0:created:x y",
    *("scan 0", "randomkey", "keys *", "eval return 0", "function flush"),
    *("config set maxmemory 1", "flushall", "acl list", "client list", "debug sleep 0"),
)


# What RedisCacheManager, RedisLockRegistry, ShedLock and the like do.
OF_CACHES = (
    *("keys products::*", "scan 0", "del products::1", "set products::1 x PX 1000 NX"),
    *("eval return(1) 1 locks:a", "evalsha x 1 locks:a", "psubscribe locks-channel:*"),
    *("publish locks-channel:locks:a x", "hgetall spring:session:sessions:x"),
)
NOT_OF_CACHES = ("get other:1", "eval return(1) 1 other:1", "script flush", "function flush")


def judged(cluster: Rig, command: str) -> str:
    words = shlex.join(command.split())
    return cluster.run("redis1", f"{ADMIN} acl dryrun {APP} {words}").strip()


def test_the_apps_user_may_do_what_sessions_need_and_no_more(deployed: Rig) -> None:
    allowed = {command: judged(deployed, command) for command in ALLOWED}
    assert allowed == dict.fromkeys(ALLOWED, "OK")
    refused = [command for command in REFUSED if judged(deployed, command) == "OK"]
    assert refused == []
    # CONFIG GET shows it all settings: none of them may be a secret.
    secrets = deployed.run("redis1", f"{ADMIN} config get requirepass masterauth")
    assert secrets.split() in (["requirepass", "masterauth"], ["masterauth", "requirepass"])


def test_a_namespace_that_only_the_app_knows_is_said(cluster: Rig) -> None:
    # It outranks the environment, as an app's code does.
    names = ("spring.session.redis.namespace", "spring.session.data.redis.namespace")
    options = " ".join(f"-D{name}=elsewhere" for name in names)
    failed = cluster.deploy(f"app_java_opts={options}")
    assert failed.exit_code == 1 and "gate failed: smoke" in failed.output
    assert "Redis refused it sessions under elsewhere:sessions:" in failed.output
    cluster.serves()


def test_caches_and_locks_may_do_what_they_need_with_their_own_keys(cluster: Rig) -> None:
    cluster.deploy_well('redis_key_prefixes=["products::","locks:"]')
    allowed = {command: judged(cluster, command) for command in OF_CACHES}
    assert allowed == dict.fromkeys(OF_CACHES, "OK")
    refused = [command for command in NOT_OF_CACHES if judged(cluster, command) == "OK"]
    assert refused == []
    # They go on when the sessions are in memory.
    cluster.deploy_well('redis_key_prefixes=["products::","locks:"]', "session_profile=sticky")
    environment = cluster.run("app1", f"cat /etc/{APP}/{APP}.env")
    assert "SPRING_DATA_REDIS_PASSWORD" in environment
    assert REDIS_AUTO_CONFIGURATIONS[-1] not in environment
    health = cluster.run("app1", f"curl -s http://{cluster.address('app1')}:8080/actuator/health")
    assert '"status":"UP"' in health


@retry(
    stop=stop_after_delay(20), wait=wait_fixed(0.2), retry=retry_if_result(lambda well: not well)
)
def was_destroyed(cluster: Rig, session: str) -> bool:
    said = f"Publishing SessionDestroyedEvent for session {session}"
    return all(
        said in cluster.run(server, f"journalctl -q -u {APP} -o cat --since -5min")
        for server in ("app1", "app2")
    )


def test_the_indexed_repository_and_its_events_work_as_they_come(cluster: Rig) -> None:
    cluster.run("redis1", f"{ADMIN} acl log reset")
    cluster.deploy_well(f"spring_properties={json.dumps(INDEXED)}")
    with cluster.client() as client:
        client.post("/image", files={"image": ("a.png", new_picture(), "image/png")})
        session = b64decode(client.cookies["SESSION"]).decode()
    # It ends by itself: what is set here is when.
    ends = f"{NAMESPACE}:sessions:expires:{session}"
    assert cluster.run("redis1", f"{ADMIN} pexpire {ends} 1").strip() == "1"
    assert was_destroyed(cluster, session)
    assert cluster.run("redis1", f"{ADMIN} acl log").strip() == ""
