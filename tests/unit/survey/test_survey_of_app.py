"""What survey.sh finds of an app server and of its releases."""

from contextlib import closing
from hashlib import sha256

import pytest

from roles.configuration.artifact import JAR
from roles.files.app import render_environment, render_properties, render_unit
from roles.files.fingerprints import app_fingerprint
from tests.unit.doubles.examples import cluster
from tests.unit.doubles.folder_host import FolderHost
from tests.unit.doubles.playing_release import READINESS, PlayingRelease

RELEASE = "0123456789ab"


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
    environment = render_environment(asked, asked.app[0], "5e55ion", {})
    properties, unit = render_properties(asked), render_unit(asked, "/usr/bin/java", RELEASE, JAR)
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
        port = listener.server_port
        host.write("etc/site.env", f"# Readiness: :{port}{READINESS}\n# Actuator: :{port}\n")
        found = host.survey(app_port=1)
    assert found.answers and found.sessions_in_memory == 12


def test_where_the_app_keeps_its_sessions_is_said(host: FolderHost) -> None:
    asked = cluster()
    host.write("etc/site.service", "[Service]")
    host.write("etc/site.env", render_environment(asked, asked.app[0], "5e55ion", {}))
    found = host.survey()
    assert (found.sessions, found.actuator) == ("clustered", ":8080/actuator")
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
