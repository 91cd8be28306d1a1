"""When a host is not rid of an app: it is still at work, or somebody else is."""

import logging
from pathlib import Path

import pytest
from pyinfra.api.state import StateStage

from roles.run.lock import new_lock
from tests.unit.doubles.retired_host import BLOG, SITE, RetiredHost
from tests.unit.retiring.test_retiring import DATA


@pytest.fixture
def host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> RetiredHost:
    caplog.set_level(logging.INFO, "pyinfra")
    return RetiredHost(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("connection", "serves"),
    [
        ("0 0 10.0.0.2:8080 10.0.0.1:5000", "site.service: 10.0.0.1 is connected to it."),
        ("0 0 [fd00::2]:8080 [fd00::1]:5000", "site.service: [fd00::1] is connected to it"),
        ("0 0 [::ffff:10.0.0.2]:8080 [::ffff:10.0.0.1]:50", "site.service: 10.0.0.1 is connected"),
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
        assert said.startswith(f"it is still at work for site: {serves}")
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


def test_an_app_that_was_never_there_is_refused_with_those_that_are(host: RetiredHost) -> None:
    nothing = "Nothing was changed. app1: there is nothing of site there, "
    assert host.retire(StateStage.Prepare).startswith(f"{nothing}nor of another app: say --data")
    host.is_app_server(BLOG)
    assert host.retire(StateStage.Prepare).startswith(f"{nothing}there is blog: say --data")


def test_whoever_is_not_root_is_told_how(host: RetiredHost) -> None:
    host.is_app_server()
    (host.folder / "user").write_text("admin\n")
    assert "commands run as admin: expected root; add --sudo" in host.retire(StateStage.Prepare)


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
