"""What survey.sh finds on a host is what Python decided for it."""

import os
import socket
import subprocess
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from roles.files.fingerprints import app_fingerprint
from roles.files.render import render_environment, render_properties, render_unit
from roles.run.lock import new_lock
from roles.survey.host_survey import OPENS_IPV6_SOCKET, Revision
from tests.unit.examples import cluster
from tests.unit.folder_host import FolderHost
from tests.unit.playing_release import PlayingRelease

RELEASE = "0123456789ab"


@pytest.fixture
def host(tmp_path: Path) -> FolderHost:
    return FolderHost(tmp_path)


def test_a_bare_host_says_what_it_is_and_that_nothing_is_there(host: FolderHost) -> None:
    found = host.survey()
    assert found.system and found.user and found.memory_mb > 0
    assert found.processors > 0 and found.open_files_limit > 0
    assert set(found.free_mb) == {"/opt", "/var", "/etc"}
    assert found.release is found.fingerprint is found.healthy is found.balancer is None
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


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        # A package's own Java, one that a package leads to, and what leads elsewhere.
        ("/.\n/usr\n/usr/bin\n{java}\n{java}/bin/java", True),
        ("/usr/lib/jvm\n{java}", True),
        ("/usr\n/usr/bin\n/usr/share/doc", False),
        ("", False),
    ],
)
def test_the_java_of_a_package_is_its_own(host: FolderHost, lists: str, found: bool) -> None:
    java = next(path for path in Path("/usr/lib/jvm").iterdir() if (path / "bin/java").exists())
    said = lists.format(java=java)
    host.write("bin/dpkg", f"#!/bin/sh\necho '{said}'\n").chmod(0o755)
    wanted = str((java / "bin/java").resolve())
    assert host.survey().java == (wanted if found else None)


def test_the_stamp_of_redis_is_found(host: FolderHost) -> None:
    assert host.survey().redis is None
    host.write("redis/loaded", "0123abcd  -\n")
    assert host.survey().redis == "0123abcd"


@pytest.mark.parametrize("profile", ["clustered", "sticky", "local"])
def test_the_fingerprint_of_an_app_server_is_the_one_that_python_computes(
    host: FolderHost, profile: str
) -> None:
    asked = cluster(
        session_profile=profile,
        allow_session_loss=True,
        app_java_opts=r"-Da='그림' -Db=\$",
        spring_properties={"site.title": "그림\n"},
    )
    environment = render_environment(asked, asked.app[0], "5e55ion")
    properties, unit = render_properties(asked), render_unit(asked, "/usr/bin/java")
    host.write("etc/site.env", environment)
    host.write("etc/application.yml", properties)
    host.write("etc/site.service", unit)
    (host.folder / "current").symlink_to(f"releases/{RELEASE}")
    host.write("state/healthy/fingerprint", "what was healthy\n")
    found = host.survey()
    assert found.fingerprint == app_fingerprint(environment, properties, unit, RELEASE)
    assert (found.release, found.sessions, found.active) == (RELEASE, profile, True)
    assert found.healthy == "what was healthy"


@pytest.mark.parametrize(
    ("started", "fresh"), [("now + 1 hour", True), ("1 hour ago", False), ("", False)]
)
def test_a_process_older_than_its_files_is_not_fresh(
    host: FolderHost, started: str, fresh: bool
) -> None:
    host.write("etc/site.service", "[Service]")
    assert host.survey(started).fresh is fresh


@pytest.mark.parametrize(
    ("file", "mode", "exposed"),
    [
        ("site.env", 0o600, False),
        ("site.env", 0o604, True),
        ("application.yml", 0o640, False),
        ("application.yml", 0o644, True),
    ],
)
def test_files_that_others_can_read_are_said(
    host: FolderHost, file: str, mode: int, exposed: bool
) -> None:
    for name in ("site.env", "application.yml", "site.service"):
        host.write(f"etc/{name}", "").chmod(0o640 if name != "site.service" else 0o644)
    (host.folder / "etc" / file).chmod(mode)
    assert host.survey().exposed is exposed


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
        host.write(f"state/revisions/{name}/environment", "# It. Session profile: sticky\n")
    (host.folder / "state/healthy").symlink_to("revisions/r2.1")
    host.write("redis/loaded", "loaded  -\n")
    found = host.survey()
    assert (found.port, found.previous, found.moved) == (8081, "r1.1", True)
    assert (found.revision, found.healthy) == ("r2.1", "f2")
    assert found.revisions == (
        Revision("r1.1", "r1", "f1", "sticky"),
        Revision("r2.1", "r2", "f2", "sticky"),
    )
    assert (found.history, found.rolled_back) == (("r1.1", "r3.1", "r2.1"), ("r3.1",))
    assert (found.redis, found.redis_files) == ("loaded", None)
    host.write("etc/redis.password", "5e55ion")
    host.write("etc/redis.conf", "port 1\nmaxmemory 1187mb\n")
    users = host.write("etc/users.acl", "user default on\nuser shop on ~shop:*\n")
    found = host.survey()
    files = b"port 1\nmaxmemory 1187mb\n" + users.read_bytes()
    assert found.redis_files == sha256(files).hexdigest()
    assert (found.redis_listens, found.redis_users) == (1, ("default", "shop"))
    assert found.redis_memory_mb == 1187
    assert (found.redis, found.sessions_in_redis) == ("loaded", None)


def test_a_lock_is_said_with_its_age(host: FolderHost) -> None:
    file = host.write("state/lock", new_lock("deploy").text() + "\n")
    then = time.time() - 600
    os.utime(file, (then, then))
    found = host.survey()
    assert found.lock == file.read_text().strip() and 600 <= found.lock_age < 660


@pytest.mark.parametrize(
    ("running", "is_ready"), [("well", True), ("not ready", False), ("", False)]
)
def test_ready_is_who_answers_so(host: FolderHost, running: str, is_ready: bool) -> None:
    host.write("etc/site.service", "[Service]")
    host.write("releases/r1/behaviour", "never ready" if running == "not ready" else running)
    with closing(PlayingRelease(host.folder, {})) as listener:
        host.write("running", f"r1 {listener.server_port}" if running else "")
        assert host.survey(app_port=listener.server_port).ready is is_ready


def test_a_server_is_asked_where_it_listens_now(host: FolderHost) -> None:
    host.write("etc/site.service", "[Service]")
    host.write("releases/r1/behaviour", "well")
    with closing(PlayingRelease(host.folder, {})) as listener:
        host.write("running", f"r1 {listener.server_port}")
        host.write("etc/site.env", f'SERVER_PORT="{listener.server_port}"\n')
        found = host.survey(app_port=1)
    assert found.answers and found.sessions_in_memory == 12


def test_where_the_app_keeps_its_sessions_is_said(host: FolderHost) -> None:
    asked = cluster()
    host.write("etc/site.service", "[Service]")
    host.write("etc/site.env", render_environment(asked, asked.app[0], "5e55ion"))
    found = host.survey()
    assert (found.session_redis, found.session_namespace) == ("192.0.2.21 6379", "spring:session")


def test_of_the_releases_the_running_one_and_the_asked_one_are_summed_up(
    host: FolderHost,
) -> None:
    (host.folder / "bin/sha256sum").write_text(
        '#!/bin/sh\n[ "$1" != --status ] || pwd >>"$COUNT"\nexec /usr/bin/sha256sum "$@"\n'
    )
    (host.folder / "bin/sha256sum").chmod(0o755)
    host.write("etc/site.service", "[Service]")
    (host.folder / "current").symlink_to("releases/r7")
    for number in range(100):
        host.write(f"releases/r{number}/app.jar", "app" if number != 8 else "App")
        host.write(f"releases/r{number}/SHA256SUMS", f"{sha256(b'app').hexdigest()}  app.jar\n")
    host.write("releases/cut-off/app.jar", "app")
    for asked, whole in {"r8": ("r7",), "r9": ("r7", "r9"), "": ("r7",), "r7": ("r7",)}.items():
        counted = host.write("counted", "")
        found = host.survey(asked_release=asked)
        assert (found.whole, len(found.installed)) == (whole, 100)
        assert len(counted.read_text().splitlines()) == len({"r7", asked} - {""})


def test_only_a_whole_release_is_whole(host: FolderHost) -> None:
    for release, content in {"whole": "app", "changed": "App", "cut-off": None}.items():
        host.write(f"releases/{release}/app.jar", content or "app")
        if content:
            sums = f"{sha256(b'app').hexdigest()}  app.jar\n"
            host.write(f"releases/{release}/SHA256SUMS", sums)
    for asked, whole in {"whole": ("whole",), "changed": (), "cut-off": ()}.items():
        found = host.survey(asked_release=asked)
        assert (found.whole, set(found.installed)) == (whole, {"whole", "changed"})
