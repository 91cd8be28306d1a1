"""What a host says of itself before its packages are installed, and after."""

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyinfra.api.command import PyinfraCommand

from roles import base
from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, cluster


def install(
    run: Run, name: str, installed: set[str], patch: pytest.MonkeyPatch
) -> list[PyinfraCommand]:
    """Run what is installed on a host; give all of it."""
    packages = SimpleNamespace(_inner=lambda **_: iter(["apt-get install"]))
    patch.setattr(base, "apt", SimpleNamespace(packages=packages))
    patch.setattr(base, "host", SimpleNamespace(get_fact=lambda fact: installed))
    member = run.cluster.member(name)
    commands = list(base.install_packages._inner(run=run, member=member))
    host = run.host(member)
    for command in commands:
        assert command.execute(host.state, host, {})
    return commands


def test_a_host_is_read_anew_once_its_packages_are_there(
    hosts: AnsweringHosts, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lb, server = run.cluster.lb[0], run.cluster.app[0]
    assert run.readings.survey(lb).nginx_version is None
    for name in (lb.name, server.name):
        hosts.surveys[name] = [*FRESH_HOST.splitlines(), "nginx_version 1.26.3"]
    install(run, lb.name, set(), monkeypatch)
    assert "apt-get install" in hosts.given["command"]["command"]
    assert run.readings.survey(lb).nginx_version == "1.26.3"
    assert run.readings.survey(server).nginx_version is None


def test_a_host_that_has_its_packages_is_read_once(
    hosts: AnsweringHosts, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = run.cluster.app[0]
    found = run.readings.survey(server)
    needed = set(base.packages(run.cluster, server, set(base.TIME_PACKAGES)))
    assert install(run, server.name, needed | {base.TIME_PACKAGES[0]}, monkeypatch) == []
    assert run.readings.survey(server) is found


@pytest.mark.parametrize(("group", "unit"), [("redis", "redis-server"), ("lb", "nginx")])
def test_what_a_package_starts_at_once_is_held_back_until_it_is_configured(
    hosts: AnsweringHosts, run: Run, monkeypatch: pytest.MonkeyPatch, group: str, unit: str
) -> None:
    member = getattr(run.cluster, group)[0]
    run.readings.survey(member)
    install(run, member.name, set(), monkeypatch)
    assert hosts.given["command"]["command"] == (
        f"trap 'systemctl unmask --runtime --quiet {unit}.service' EXIT && "
        f"systemctl mask --runtime --quiet {unit}.service && {{ apt-get install\n}}"
    )


@pytest.mark.parametrize("group", ["app", "lb"])
def test_what_starts_nothing_is_installed_as_it_is(
    hosts: AnsweringHosts, run: Run, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    member = getattr(run.cluster, group)[0]
    run.readings.survey(member)
    install(run, member.name, {"nginx"}, monkeypatch)
    assert hosts.given["command"]["command"] == "apt-get install"


@pytest.mark.parametrize("ends", [0, 7])
def test_it_is_held_back_while_the_command_lasts_whatever_comes_of_it(
    tmp_path: Path, ends: int
) -> None:
    systemctl = tmp_path / "systemctl"
    systemctl.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/said\n')
    systemctl.chmod(0o755)
    command = base.held_back(f"echo installing >>{tmp_path}/said; exit {ends}", ["a.service"])
    path = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    assert subprocess.run(["sh", "-c", command], env=path).returncode == ends
    masked = "--runtime --quiet a.service"
    assert (tmp_path / "said").read_text().splitlines() == [
        *(f"mask {masked}", "installing", f"unmask {masked}"),
    ]


@pytest.mark.parametrize(
    ("tls", "needed"),
    [
        ("off", set()),
        ("self_signed", {"openssl"}),
        ("acme", {"openssl", "certbot"}),
    ],
)
def test_a_load_balancer_gets_what_makes_and_asks_for_its_certificate(
    tls: str, needed: set[str]
) -> None:
    asked = cluster(server_names=["shop.example"], tls=tls)
    found = set(base.packages(asked, asked.lb[0], set()))
    assert found & {"openssl", "certbot"} == needed
    assert not {"openssl", "certbot"} & set(base.packages(asked, asked.app[0], set()))
