"""A deploy names the servers that its load balancers know and its inventory does not."""

import logging
from pathlib import Path

import pytest

from roles.roll.announcement import announce
from roles.roll.departed import announced_departures
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, SENDING, write_jar


def departures(hosts: AnsweringHosts, folder: Path, *upstream: str) -> list[str]:
    lines = [*SENDING, *(f"upstream {line}" for line in upstream)]
    hosts.surveys["192.0.2.1"] = [*FRESH_HOST.splitlines(), *lines]
    return announced_departures(hosts.run(app_jar=str(write_jar(folder / "site.jar"))))


def test_members_are_not_named_wherever_they_listen(hosts: AnsweringHosts, tmp_path: Path) -> None:
    assert departures(hosts, tmp_path, "192.0.2.12:9090 down") == []


def test_who_has_left_is_named_with_what_is_left_to_do(
    hosts: AnsweringHosts, tmp_path: Path
) -> None:
    (said,) = departures(hosts, tmp_path, "192.0.2.13:8080 up")
    assert said.startswith(
        "192.0.2.13:8080 is no app server of the inventory any more: no requests"
    )
    assert said.endswith("pyinfra -y HOST retire.py --data app_name=image-studio.")


def test_several_are_named_at_once(hosts: AnsweringHosts, tmp_path: Path) -> None:
    (said,) = departures(hosts, tmp_path, "192.0.2.13:8080 down", "[2001:db8::4]:8080 up")
    assert said.startswith("192.0.2.13:8080 and [2001:db8::4]:8080 are no app servers of the inv")


def test_it_is_part_of_the_plan(
    hosts: AnsweringHosts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pyinfra")
    hosts.surveys["192.0.2.1"] = [
        *FRESH_HOST.splitlines(),
        *SENDING,
        "upstream 192.0.2.13:8080 up",
    ]
    announce(hosts.run(app_jar=str(write_jar(tmp_path / "site.jar"))))
    assert "192.0.2.13:8080 is no app server of the inventory any more" in caplog.text
