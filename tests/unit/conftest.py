"""Hosts that answer scripts without being there, and a run over them."""

from pathlib import Path

import pytest

from roles.run.run import Run
from tests.unit.answering_hosts import AnsweringHosts
from tests.unit.examples import write_jar


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> AnsweringHosts:
    """Hosts of the example site, on which nothing was deployed."""
    return AnsweringHosts(monkeypatch)


@pytest.fixture
def run(hosts: AnsweringHosts, tmp_path: Path) -> Run:
    """A deploy of a JAR to them."""
    return hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")))
