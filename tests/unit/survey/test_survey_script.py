"""What survey.sh finds on a host is what Python decided for it."""

import os
import socket
import subprocess
import time
from hashlib import sha256
from pathlib import Path

import pytest

from roles.run.lock import new_lock
from roles.survey.found import RedisUser, Revision
from roles.survey.host_survey import OPENS_IPV6_SOCKET
from tests.unit.doubles.folder_host import FolderHost


def test_a_bare_host_says_what_it_is_and_that_nothing_is_there(host: FolderHost) -> None:
    found = host.survey()
    assert found.system and found.user and found.memory_mb > 0
    assert found.processors > 0 and found.open_files_limit > 0
    assert set(found.free_mb) == {"/opt", "/var", "/etc"}
    assert found.release is found.fingerprint is found.healthy is found.lb_placed is None
    assert not (found.installed or found.upstream or found.revisions)
    assert not found.active and not found.fresh and not found.site_enabled


def test_a_host_has_ipv6_where_a_socket_can_be_opened(host: FolderHost) -> None:
    try:
        socket.socket(socket.AF_INET6).close()
        opened = True
    except OSError:
        opened = False
    assert host.survey().ipv6 is opened
    no_such_family = OPENS_IPV6_SOCKET.replace("PF_INET6", "12345")
    assert host.survey(opens_ipv6_socket=no_such_family).ipv6 is False


def test_a_folder_that_is_not_there_has_the_room_of_the_root(host: FolderHost) -> None:
    df = '#!/bin/sh\n[ "$2" != /opt ] || exit 1\necho "Filesystem\ndisk 1 1 ${#2}00 1% $2"\n'
    host.write("bin/df", df).chmod(0o755)
    assert host.survey().free_mb == {"/opt": 100, "/var": 400, "/etc": 400}


@pytest.mark.parametrize("ends", ["before its unit is asked for", "after that"])
def test_a_process_that_ends_meanwhile_holds_no_port(host: FolderHost, ends: str) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    own = os.getpid()
    holders = "".join(f'(("it",pid={pid},fd=3))' for pid in (ended.pid, own))
    host.write("bin/ss", f"#!/bin/sh\necho 'LISTEN users:{holders}'\n").chmod(0o755)
    known = "true" if ends == "after that" else f'[ "$4" = {own} ]'
    host.write("bin/ps", f"#!/bin/sh\n{known} && echo site.service\n").chmod(0o755)
    (listener,) = host.survey().listeners
    assert (listener.port, listener.unit) == (1, "site.service")
    assert listener.command == Path("/proc/self/comm").read_text().strip()


def test_the_stamp_of_redis_is_found(host: FolderHost) -> None:
    assert host.survey().redis is None
    host.write("redis/loaded", "0123abcd  -\n")
    assert host.survey().redis == "0123abcd"


def test_what_the_last_deploys_left_is_said(host: FolderHost) -> None:
    host.write("etc/site.service", "[Service]")
    host.write("etc/site.env", 'JAVA_OPTS=""\nSERVER_PORT="8081"\n')
    host.write("state/previous", "r1.1")
    host.write("state/history", "r1.1\nr3.1\nr2.1\n")
    host.write("state/rolled-back", "r3.1\n")
    host.write("state/moved", "")
    for name, fingerprint in {"r1.1": "f1", "r2.1": "f2", ".new": "f3"}.items():
        host.write(f"state/revisions/{name}/release", f"{name[:2]}\n")
        host.write(f"state/revisions/{name}/fingerprint", f"{fingerprint}\n")
        named = "# It. Session profile: sticky\n"
        named += "# Actuator: :8080/shop/actuator\nA=b\n" if name == "r2.1" else ""
        host.write(f"state/revisions/{name}/environment", named)
    (host.folder / "state/healthy").symlink_to("revisions/r2.1")
    host.write("redis/loaded", "loaded  -\n")
    found = host.survey()
    assert (found.port, found.previous, found.moved) == (8081, "r1.1", True)
    assert (found.revision, found.healthy) == ("r2.1", "f2")
    assert found.revisions == (
        Revision("r1.1", "r1", "f1", "sticky"),
        Revision("r2.1", "r2", "f2", "sticky", ":8080/shop/actuator"),
    )
    assert (found.history, found.rolled_back) == (("r1.1", "r3.1", "r2.1"), ("r3.1",))
    assert (found.redis, found.redis_files) == ("loaded", None)
    host.write("etc/redis.password", "5e55ion")
    host.write("etc/redis.conf", "port 1\nmaxmemory 1187mb\n")
    users = host.write("etc/users.acl", "user default on ~* &*\nuser shop on ~shop:* ~c:*\n")
    found = host.survey()
    files = b"port 1\nmaxmemory 1187mb\n" + users.read_bytes()
    assert found.redis_files == sha256(files).hexdigest()
    assert found.redis_listens == 1
    assert found.redis_users == (RedisUser("default", ("",)), RedisUser("shop", ("shop:", "c:")))
    assert found.redis_memory_mb == 1187
    assert (found.redis, found.sessions_in_redis) == ("loaded", None)


def test_a_lock_is_said_with_its_age(host: FolderHost) -> None:
    file = host.write("state/lock", new_lock("deploy").text() + "\n")
    then = time.time() - 600
    os.utime(file, (then, then))
    found = host.survey()
    assert found.lock == file.read_text().strip() and 600 <= found.lock_age < 660


def test_a_lock_that_is_released_while_it_is_looked_at_is_nobodys(host: FolderHost) -> None:
    lock = host.write("state/lock", new_lock("deploy").text() + "\n")
    host.write("bin/stat", f'#!/bin/sh\nrm -f {lock}\nexec /usr/bin/stat "$@"\n').chmod(0o755)
    assert host.survey().lock is None
