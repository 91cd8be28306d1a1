"""What a host is rid of and what stays there, by the real scripts."""

import json
import logging
from pathlib import Path

import pytest
from pyinfra.api.state import StateStage

from roles.places import REDIS_ADMIN_PASSWORD, REDIS_CONF, REDIS_LOADED, REDIS_USERS
from roles.run.lock import new_lock
from tests.unit.doubles.retired_host import ADMIN, BLOG, SITE, RetiredHost

DATA = {f"{SITE.app_state}/data", SITE.audit_log, SITE.rotation_file}
REDIS_LEFT = {REDIS_CONF, "/var/lib/redis/appendonly.aof", SITE.audit_log, SITE.rotation_file}


@pytest.fixture
def host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> RetiredHost:
    caplog.set_level(logging.INFO, "pyinfra")
    return RetiredHost(tmp_path, monkeypatch)


def test_an_app_server_is_rid_of_all_but_its_data(
    host: RetiredHost, caplog: pytest.LogCaptureFixture
) -> None:
    host.is_app_server()
    host.write(f"{SITE.home}/.upload-1/incoming.jar")
    assert host.retire() == ""
    assert host.files() == DATA
    assert host.commands == ["disable site.service"]
    assert caplog.messages[-1].endswith(
        "Took site.service with its environment, its properties, its releases and the revisions it "
        "kept. Left: the packages, the user site, /var/log/session-cluster/site.log, /var/lib/site."
    )
    entry = json.loads(host.text(SITE.audit_log).splitlines()[-1])
    assert (entry["what"], entry["outcome"]) == ("retire", "succeeded")


def test_what_is_not_the_kits_in_its_folders_stays_and_is_said(
    host: RetiredHost, caplog: pytest.LogCaptureFixture
) -> None:
    host.is_app_server()
    host.write(f"{SITE.configuration}/keystore.p12")
    host.write(f"{SITE.unit_file}.d/own.conf")
    assert host.retire() == ""
    own = {f"{SITE.configuration}/keystore.p12", f"{SITE.unit_file}.d/own.conf"}
    assert host.files() == DATA | own
    assert f"/etc/site, {SITE.unit_file}.d." in caplog.messages[-1]


def test_another_app_is_not_touched(host: RetiredHost) -> None:
    host.is_app_server(BLOG)
    host.is_lb(BLOG)
    before = host.files()
    host.is_app_server()
    host.is_lb()
    assert host.retire() == ""
    assert host.files() == before | DATA
    assert host.commands == ["reload nginx", "disable site.service"]


def test_a_load_balancer_is_rid_of_its_site(host: RetiredHost) -> None:
    host.is_lb()
    assert host.retire() == ""
    assert host.files() == {SITE.audit_log, SITE.rotation_file}
    assert host.commands == ["reload nginx"]


def test_a_site_that_nginx_needs_comes_back(host: RetiredHost) -> None:
    host.is_lb()
    before = host.files()
    (host.folder / "refuses").write_text("host not found in upstream site")
    assert host.retire() == "failed"
    assert host.files() == before | {SITE.rotation_file} and host.commands == []
    entry = json.loads(host.text(SITE.audit_log).splitlines()[-1])
    assert entry["outcome"].endswith("so it stays: host not found in upstream site")


def test_redis_that_nobody_else_has_is_stopped_and_loses_its_passwords(
    host: RetiredHost, caplog: pytest.LogCaptureFixture
) -> None:
    host.is_redis("site")
    assert host.retire() == ""
    assert host.files() == REDIS_LEFT
    assert host.commands == ["disable redis-server"]
    assert caplog.messages[-1].endswith("site.log, /var/lib/redis.")


def test_redis_of_another_app_loses_one_user(host: RetiredHost) -> None:
    host.is_redis("blog", "site")
    assert host.retire() == ""
    shared = {REDIS_USERS, REDIS_ADMIN_PASSWORD, REDIS_LOADED, BLOG.redis_password_file}
    assert host.files() == REDIS_LEFT | shared
    assert host.text(REDIS_USERS) == f"user blog on #1\n{ADMIN}"
    assert host.commands == ["deluser site"]


def test_redis_that_somebody_is_connected_to_goes_on(host: RetiredHost) -> None:
    host.is_redis("site")
    (host.folder / "clients").write_text(
        "id=3 addr=10.0.0.9:4000 laddr=10.0.0.3:6379 user=default\n"
    )
    assert host.retire() == ""
    assert host.commands == ["deluser site"]
    assert host.text(REDIS_USERS) == ADMIN


@pytest.mark.parametrize(
    ("connection", "serves"),
    [
        ("0 0 10.0.0.2:8080 10.0.0.1:5000", "site.service: 10.0.0.1 is connected to it"),
        ("0 0 [fd00::2]:8080 [fd00::1]:5000", "site.service: [fd00::1] is connected to it"),
        ("0 0 10.0.0.2:8080 10.0.0.2:5000", ""),
    ],
)
def test_an_app_that_somebody_is_connected_to_is_not_stopped(
    host: RetiredHost, connection: str, serves: str
) -> None:
    host.is_app_server()
    before = host.files()
    (host.folder / "connections").write_text(f"{connection}\n")
    said = host.retire()
    if serves:
        assert said.startswith(f"it is still at work for site: {serves}. Take it out of the inve")
        assert host.files() == before and host.commands == []
        (host.folder / "active" / SITE.unit).unlink()
    assert host.retire() == "" and host.files() == DATA


def test_a_site_that_visitors_come_to_is_not_taken(host: RetiredHost) -> None:
    host.is_lb()
    host.write(SITE.access_log, "{}\n")
    assert "nginx' site site: it has answered requests within the last minute" in host.retire()
    assert host.commands == []
    host.write(SITE.access_log, "")
    assert host.retire() == ""


def test_redis_that_app_servers_use_is_not_taken(host: RetiredHost) -> None:
    host.is_redis("site")
    before = host.files()
    client = "id=3 addr=10.0.0.9:4000 laddr=10.0.0.3:6379 user=site\n"
    (host.folder / "clients").write_text(client)
    assert "Redis: 10.0.0.9 keeps the sessions of site there" in host.retire()
    assert host.files() == before and host.commands == []
    # Its own app server, which goes too.
    (host.folder / "clients").write_text(client.replace("10.0.0.9", "10.0.0.3"))
    assert host.retire() == ""


def test_an_app_that_does_not_stop_is_left_as_it_is(
    host: RetiredHost, caplog: pytest.LogCaptureFixture
) -> None:
    host.is_app_server()
    before = host.files()
    (host.folder / "stays").touch()
    assert host.retire() == "failed"
    assert host.files() == before | {SITE.rotation_file}
    assert "site.service does not stop" in caplog.text and "its last words" in caplog.text


def test_once_more_takes_nothing(host: RetiredHost, caplog: pytest.LogCaptureFixture) -> None:
    host.is_app_server()
    assert host.retire() == ""
    done = host.commands
    assert host.retire(StateStage.Prepare) == ""
    assert caplog.messages[-1].strip() == "app1: nothing of site is left there to take."
    assert host.retire() == "" and host.commands == done


def test_an_app_that_was_never_there_is_refused_with_those_that_are(host: RetiredHost) -> None:
    nothing = "Nothing was changed. app1: there is nothing of site there, "
    assert host.retire(StateStage.Prepare).startswith(f"{nothing}nor of another app: say --data")
    host.is_app_server(BLOG)
    assert host.retire(StateStage.Prepare).startswith(f"{nothing}there is blog: say --data")


def test_whoever_is_not_root_is_told_how(host: RetiredHost) -> None:
    host.is_app_server()
    (host.folder / "user").write_text("admin\n")
    assert "commands run as admin: expected root; add --sudo" in host.retire(StateStage.Prepare)


def test_the_plan_says_what_is_taken(host: RetiredHost, caplog: pytest.LogCaptureFixture) -> None:
    host.is_lb()
    host.is_redis("site")
    assert host.retire(StateStage.Prepare) == ""
    assert caplog.messages == [
        "    app1: stops and takes nginx' site site, Redis with its users and their passwords. Its "
        "data and its logs stay."
    ]
    assert host.commands == []


def test_a_run_that_holds_the_lock_keeps_it(
    host: RetiredHost, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("roles.run.lock._runs", lambda process: True)
    host.is_app_server()
    host.write(SITE.lock_file, f"{new_lock('deploy of site').text()}\n")
    before = host.files()
    assert host.retire() == "failed"
    assert "another run holds the deploy lock (" in caplog.text
    assert host.files() == before and host.commands == []


def test_a_run_that_is_gone_keeps_nothing(
    host: RetiredHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.is_app_server()
    host.write(SITE.lock_file, f"{new_lock('deploy of site').text()}\n")
    monkeypatch.setattr("roles.run.lock._runs", lambda process: False)
    assert host.retire() == ""
    assert host.files() == DATA
