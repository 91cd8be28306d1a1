"""When an app server's kernel gives up a connection to a Redis that is gone."""

import subprocess
from pathlib import Path

import pytest
from pyinfra.context import ctx_host

from roles import kernel
from roles.files.kernel import SENDS_AGAIN, SYSCTL_NAME
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, write_jar
from tests.unit.doubles.folder_host import FolderHost


def commands(hosts: AnsweringHosts, jar: Path, profile: str = "clustered") -> list[str]:
    run = hosts.run(app_jar=str(write_jar(jar)), session_profile=profile)
    server = run.cluster.app[0]
    host = run.host(server)
    with ctx_host.use(host):
        found = list(kernel.give_up_lost_connections._inner(run=run, member=server))
    return [
        hosts.given["command"]["command"] for step in found if step.execute(host.state, host, {})
    ]


def test_it_is_asked_once(hosts: AnsweringHosts, tmp_path: Path) -> None:
    (command,) = commands(hosts, tmp_path / "site.jar")
    assert f"{SYSCTL_NAME} = {SENDS_AGAIN}" in command
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), f"sends_again {SENDS_AGAIN}"]
    assert commands(hosts, tmp_path / "site.jar") == []


def test_another_number_is_put_right(hosts: AnsweringHosts, tmp_path: Path) -> None:
    hosts.surveys["app1"] = [*FRESH_HOST.splitlines(), "sends_again 8"]
    assert len(commands(hosts, tmp_path / "site.jar")) == 1


def test_where_no_redis_is_asked_nothing_is(hosts: AnsweringHosts, tmp_path: Path) -> None:
    assert commands(hosts, tmp_path / "site.jar", profile="sticky") == []


def test_what_is_written_is_what_the_survey_reads(
    hosts: AnsweringHosts, host: FolderHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = host.write("etc/sysctl.conf", "")
    monkeypatch.setattr(kernel, "SYSCTL_OF_APPS", str(file))
    monkeypatch.setenv("PATH", f"{host.write('bin/sysctl', '#!/bin/sh').parent}:/usr/bin:/bin")
    (host.folder / "bin/sysctl").chmod(0o755)
    (command,) = commands(hosts, tmp_path / "site.jar")
    subprocess.run(["sh", "-c", command], check=True)
    assert host.survey().sends_again == SENDS_AGAIN
