"""What the tests of a run and those of the scripts start from."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from roles.run.run import Run
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, RUNNING, SENDING, write_jar
from tests.unit.doubles.folder_host import FolderHost
from tests.unit.doubles.locked_hosts import LockedHosts
from tests.unit.doubles.turning_server import TurningServer


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> AnsweringHosts:
    """Hosts of the example site, on which nothing was deployed."""
    return AnsweringHosts(monkeypatch)


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> AnsweringHosts:
    """Two app servers, of which app1 serves."""
    answering = AnsweringHosts(monkeypatch)
    for name, lines in {"192.0.2.1": SENDING, "app1": RUNNING, "app2": []}.items():
        answering.surveys[name] = [*FRESH_HOST.splitlines(), *lines]
    return answering


@pytest.fixture
def run(hosts: AnsweringHosts, tmp_path: Path) -> Run:
    """A deploy of a JAR to them."""
    return hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")))


@pytest.fixture
def locked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> LockedHosts:
    """Hosts that have their locks, and what a run says."""
    caplog.set_level(logging.INFO, "pyinfra")
    return LockedHosts(monkeypatch, tmp_path)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TurningServer]:
    """A server that ran r1 and runs r2."""
    made = TurningServer(tmp_path)
    for release in ("r1", "r2"):
        made.install(release)
        made.turn(release)
    yield made
    made.close()


@pytest.fixture
def host(tmp_path: Path) -> FolderHost:
    """A folder that survey.sh takes for a host, with nothing there."""
    return FolderHost(tmp_path)
