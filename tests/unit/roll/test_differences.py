"""`--diff`: what changes in the kit's own files, host by host, with no secret in it."""

import logging
import re
import subprocess
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

import pytest

from roles import app, lb
from roles.files.audit import render_rotation
from roles.remote import script_text
from roles.roll.differences import show_differences
from roles.rotation import settled_rotation
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import write_jar

SECRET = "5ecret-of-somebody"
PASSWORD = "5e55ion"
SUM = "0123456789abcdef" * 4
STYLE = re.compile(r"\x1b\[[0-9;]*m")
NGINX_CONF = "user www-data;\nevents {\n\tworker_connections 768;\n}\n"


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> AnsweringHosts:
    hosts = AnsweringHosts(monkeypatch)
    hosts.answers["redis"] = [f"user site on #{SUM} resetkeys ~site:*"]
    return hosts


def a_run(hosts: AnsweringHosts, folder: Path, **data: object) -> Run:
    properties = {"site.password": SECRET}
    jar = str(write_jar(folder / "site.jar"))
    run = hosts.run("deploy", app_jar=jar, spring_properties=properties, **data)
    run.inventory.state.config.DIFF = True
    return run


def shown(run: Run, caplog: pytest.LogCaptureFixture) -> str:
    caplog.clear()
    with caplog.at_level(logging.INFO, "pyinfra"):
        show_differences(run)
    return STYLE.sub("", "\n".join(record.getMessage() for record in caplog.records))


def stands(files: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{path} {b64encode(text.encode()).decode()}" for path, text in files]


def test_without_diff_no_host_is_asked(
    hosts: AnsweringHosts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = a_run(hosts, tmp_path)
    run.inventory.state.config.DIFF = False
    assert shown(run, caplog) == ""
    assert "files" not in hosts.given


def test_a_first_deploy_shows_every_file_as_new_and_no_secret(
    hosts: AnsweringHosts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said = shown(a_run(hosts, tmp_path), caplog)
    for name in (
        *(
            "image-studio-upstream.conf",
            "sites-available/image-studio",
            "502.html",
            "image-studio.service",
        ),
        *("image-studio.env", "application.yml", "redis.conf", "users.acl", "logrotate.d"),
    ):
        assert re.search(rf"Will create /\S*{re.escape(name)}", said), name
    assert "+ SPRING_DATA_REDIS_PASSWORD=********" in said
    for secret in (SECRET, PASSWORD, SUM):
        assert secret not in said


def test_what_stands_as_asked_is_not_shown_and_a_change_is(
    hosts: AnsweringHosts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = a_run(hosts, tmp_path, session_profile="sticky")
    first, server = run.cluster.lb[0], run.cluster.app[0]
    placed = [
        *lb.placed_files(run, first, settled_rotation(run)),
        *app.placed_files(run, server),
    ]
    texts = {file.path: file.text for file in placed}
    texts[run.places.rotation_file] = render_rotation(run.places)
    hosts.answers["files"] = stands(texts.items())
    said = shown(run, caplog)
    # Each server has an address of its own; this is the first one's environment.
    assert set(re.findall(r"Will \w+ (\S+)", said)) == {run.places.environment_file}

    texts[run.places.upstream_file] = texts[run.places.upstream_file].replace("ip_hash", "random")
    texts[run.places.properties_file] = texts[run.places.properties_file].replace(SECRET, "0ther")
    hosts.answers["files"] = stands(texts.items())
    said = shown(run, caplog)
    assert f"Will modify {run.places.upstream_file}" in said
    assert "-     random;" in said and "+     ip_hash;" in said
    assert "+ site.password: ******** (changed)" in said
    assert SECRET not in said and "0ther" not in said


def test_the_script_gives_files_byte_for_byte_and_sizes_a_copy_of_nginx_conf(
    tmp_path: Path,
) -> None:
    conf, file = tmp_path / "nginx.conf", tmp_path / "file"
    conf.write_text(NGINX_CONF)
    file.write_text("two\nlines, ü and \\ and no end")
    variables = {
        "paths": f"{file}\n{tmp_path}/nowhere",
        "nginx_conf": str(conf),
        "connections": "4096",
        "open_files": "9000",
    }
    ended = subprocess.run(
        ["sh", "-s"],
        input=script_text("files", variables),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    first, sized = ended.stdout.splitlines()
    assert [first] == stands([(str(file), file.read_text())])
    wanted = NGINX_CONF.replace("768", "4096").replace(
        "events", "worker_rlimit_nofile 9000;\nevents"
    )
    assert [sized] == stands([("sized", wanted)])
    assert conf.read_text() == NGINX_CONF
