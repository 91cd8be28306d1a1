import pytest

from roles.survey.found import Listener, Neighbour, RedisUser, Revision, UpstreamServer
from roles.survey.lines import parse_survey

SAID = """\
system debian
system_version 12
init systemd
user root
processors 4
memory_mb 1987
open_files_limit 524288
ipv6 yes
free_mb /opt 9001
free_mb /var 9002
free_mb /etc 9003
listener 80 nginx.service nginx
listener 8080 image-studio.service java -jar x
neighbour shop app_port 9090
neighbour shop http_port 81
release 0123456789ab
fingerprint f1
port 8080
sessions sticky
active active
answered 200
session_redis 192.0.2.21 6379
session_namespace spring:session
sessions_in_memory 12
previous ba9876543210.11aa22bb
revision 0123456789ab.33cc44dd
moved yes
kept ba9876543210.11aa22bb ba9876543210 f0 clustered
kept 0123456789ab.33cc44dd 0123456789ab f2 sticky
history ba9876543210
history 0123456789ab
rolled-back c0ffee
lock {"id": "a b"}
lock_age 7
redis r1
redis_answers yes
redis_files r2
redis_listens 6380
redis_memory_mb 1187
redis_user default ~*
redis_user shop ~shop:* ~cache:*
sessions_in_redis 34
fresh yes
healthy f2
installed 0123456789ab
installed ba9876543210
whole 0123456789ab
lb_placed b1
balancing ip_hash
upstream 192.0.2.11:8080 down
upstream 192.0.2.12:8081 up
upstream [2001:db8::1]:8080 down
nginx active
site_enabled yes
maintenance yes
lb_loaded b2
nginx_version 1.22.1
worker_connections 768
worker_rlimit_nofile 
redis r1
"""


def test_a_whole_survey_is_read() -> None:
    found = parse_survey(SAID.splitlines())
    assert (found.system, found.system_version, found.init) == ("debian", "12", "systemd")
    assert (found.user, found.processors, found.memory_mb) == ("root", 4, 1987)
    assert found.open_files_limit == 524288
    assert found.free_mb == {"/opt": 9001, "/var": 9002, "/etc": 9003}
    assert found.listeners == (
        Listener(80, "nginx.service", "nginx"),
        Listener(8080, "image-studio.service", "java -jar x"),
    )
    assert found.neighbours == (
        Neighbour("shop", "app_port", 9090),
        Neighbour("shop", "http_port", 81),
    )
    assert (found.release, found.installed) == ("0123456789ab", ("0123456789ab", "ba9876543210"))
    assert (found.sessions, found.fingerprint, found.healthy) == ("sticky", "f1", "f2")
    assert (found.port, found.previous) == (8080, "ba9876543210.11aa22bb")
    assert (found.revision, found.moved) == ("0123456789ab.33cc44dd", True)
    assert found.revisions == (
        Revision("ba9876543210.11aa22bb", "ba9876543210", "f0", "clustered"),
        Revision("0123456789ab.33cc44dd", "0123456789ab", "f2", "sticky"),
    )
    assert (found.session_redis, found.session_namespace) == ("192.0.2.21 6379", "spring:session")
    assert found.whole == ("0123456789ab",)
    assert (found.sessions_in_memory, found.sessions_in_redis) == (12, 34)
    assert (found.history, found.rolled_back) == (("ba9876543210", "0123456789ab"), ("c0ffee",))
    assert (found.lock, found.lock_age) == ('{"id": "a b"}', 7)
    assert (found.redis, found.redis_files) == ("r1", "r2")
    assert found.redis_listens == 6380
    assert found.redis_users == (
        RedisUser("default", ("",)),
        RedisUser("shop", ("shop:", "cache:")),
    )
    assert found.redis_memory_mb == 1187
    assert found.ready and found.maintenance and found.ipv6 and found.redis_answers
    assert found.active and found.fresh and found.nginx_active and found.site_enabled
    assert (found.lb_placed, found.lb_loaded, found.balancing) == ("b1", "b2", "ip_hash")
    assert found.upstream == (
        UpstreamServer("192.0.2.11:8080", down=True),
        UpstreamServer("192.0.2.12:8081", down=False),
        UpstreamServer("[2001:db8::1]:8080", down=True),
    )
    assert found.down == {"192.0.2.11:8080", "[2001:db8::1]:8080"}
    assert found.sends_to == {"192.0.2.12:8081"}
    assert found.redis == "r1" and found.nginx_version == "1.22.1"
    assert (found.worker_connections, found.worker_rlimit_nofile) == (768, None)


def test_a_host_that_says_nothing_is_nothing() -> None:
    found = parse_survey([])
    assert (found.system, found.init, found.user, found.memory_mb) == ("unknown",) * 3 + (0,)
    assert not (found.free_mb or found.listeners or found.installed or found.down)
    assert found.release is found.sessions is found.fingerprint is found.lb_placed is None
    assert (found.nginx_version, found.worker_connections, found.processors) == (None, None, 1)
    assert found.port is found.sessions_in_memory is found.sessions_in_redis is None
    assert found.previous is found.lock is found.redis is found.redis_files is None
    assert found.history == found.rolled_back == () and found.lock_age == 0
    assert not found.active and not found.fresh and not found.nginx_active
    assert found.revision is found.session_redis is None and found.revisions == ()
    assert not found.moved and not found.answers
    assert not found.ready and not found.maintenance and not found.ipv6
    assert not found.redis_answers and not found.neighbours and not found.redis_users


@pytest.mark.parametrize("line", ["release ", "release", "sessions ", "healthy "])
def test_a_key_without_a_value_counts_as_nothing(line: str) -> None:
    found = parse_survey([line])
    assert found.release is found.sessions is found.healthy is None


@pytest.mark.parametrize("said", ["inactive", "failed", "activating", "deactivating", "unknown"])
def test_only_active_is_active(said: str) -> None:
    found = parse_survey([f"active {said}", f"nginx {said}"])
    assert not found.active and not found.nginx_active


@pytest.mark.parametrize(
    ("said", "answers", "ready"),
    [
        ("200", True, True),
        ("401", True, False),
        ("404", True, False),
        ("503", False, False),
        ("000", False, False),
        ("", False, False),
    ],
)
def test_whoever_answers_without_a_fault_of_its_own_can_serve(
    said: str, answers: bool, ready: bool
) -> None:
    found = parse_survey(["active active", f"answered {said}"])
    assert (found.answers, found.ready) == (answers, ready)
    assert not parse_survey(["active failed", f"answered {said}"]).answers


@pytest.mark.parametrize("said", ["nginx failed", "site_enabled"])
def test_a_lb_that_does_not_run_the_site_sends_nobody_anything(said: str) -> None:
    lines = ["nginx active", "site_enabled yes", "upstream 192.0.2.11:8080 up"]
    assert parse_survey(lines).sends_to == {"192.0.2.11:8080"}
    key = said.split()[0]
    changed = [said if line.startswith(key) else line for line in lines]
    assert parse_survey(changed).sends_to == frozenset()
