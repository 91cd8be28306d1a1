"""What a host is rid of and what stays there, by the real scripts."""

import json
import logging
from pathlib import Path

import pytest
from pyinfra.api.state import StateStage

from roles.shared_places import (
    NGINX_CONF,
    NGINX_SHUTDOWN_FILE,
    NGINX_TICKET_KEY,
    REDIS_ADMIN_PASSWORD,
    REDIS_CONF,
    REDIS_LOADED,
    REDIS_USERS,
    nginx_default_file,
)
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


def test_a_load_balancer_is_rid_of_its_certificate_and_of_whom_renews_it(
    host: RetiredHost,
) -> None:
    host.is_lb()
    host.speaks_https()
    assert host.retire() == ""
    # certbot, which only plays here, would take that.
    assert host.files() == {SITE.audit_log, SITE.rotation_file, SITE.renewal_file}
    asked = f"certbot delete --non-interactive --cert-name {SITE.lineage}"
    assert host.commands == ["reload nginx", asked]


@pytest.mark.parametrize(("port", "stays"), [(443, True), (8443, False)])
def test_what_another_site_needs_for_tls_stays(host: RetiredHost, port: int, stays: bool) -> None:
    host.is_lb(BLOG)
    host.speaks_https(BLOG, port)
    host.is_lb()
    host.speaks_https()
    assert host.retire() == ""
    left = {NGINX_TICKET_KEY, nginx_default_file(port), BLOG.certificate_file, BLOG.renewal_hook}
    assert left <= host.files()
    assert (nginx_default_file(443) in host.files()) is stays
    assert not {SITE.certificate_file, SITE.renewal_hook} & host.files()


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


def test_once_more_takes_nothing(host: RetiredHost, caplog: pytest.LogCaptureFixture) -> None:
    host.is_app_server()
    assert host.retire() == ""
    done = host.commands
    assert host.retire(StateStage.Prepare) == ""
    assert caplog.messages[-1].strip() == "app1: nothing of site is left there to take."
    assert host.retire() == "" and host.commands == done


def test_the_plan_says_what_is_taken(host: RetiredHost, caplog: pytest.LogCaptureFixture) -> None:
    host.is_lb()
    host.is_redis("site")
    assert host.retire(StateStage.Prepare) == ""
    assert caplog.messages == [
        "    app1: stops and takes nginx' site site, Redis with its users and their passwords. Its "
        "data and its logs stay."
    ]
    assert host.commands == []


@pytest.mark.parametrize(("others", "limit"), [([], None), (["# Old workers: 70 s\n"], "70s;")])
def test_old_workers_stay_as_long_as_the_apps_that_are_left_ask(
    host: RetiredHost, others: list[str], limit: str | None
) -> None:
    host.is_lb()
    host.write(NGINX_CONF)
    host.write(NGINX_SHUTDOWN_FILE, "worker_shutdown_timeout 300s;\n")
    for text in others:
        host.write(BLOG.site_link, text)
    assert host.retire() == ""
    if limit is None:
        assert NGINX_SHUTDOWN_FILE not in host.files()
    else:
        assert host.text(NGINX_SHUTDOWN_FILE).splitlines()[-1].endswith(limit)
