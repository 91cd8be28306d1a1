"""Labs for the tests: bare hosts, and a cluster on which the first deploy has been."""

from collections.abc import Iterator

import pytest

from lab import commands
from lab.ledger.traffic import Traffic
from lab.lifecycle import bring_down, bring_up
from lab.topology import PROJECT
from roles.target import Target, open_target
from tests.lab.rig import Rig


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what needs hosts that are bare still: `cluster` deploys to them."""
    items.sort(key=lambda item: "cluster" in getattr(item, "fixturenames", ()))


def _lab(suite: str) -> Iterator[Rig]:
    rig = Rig.of(f"session-test-{suite}", suite)
    bring_down(rig.topology)
    bring_up(rig.topology)
    yield rig
    bring_down(rig.topology)


@pytest.fixture(scope="session")
def bookworm() -> Iterator[Rig]:
    """Hosts of Debian 12; bare until a test deploys."""
    yield from _lab("bookworm")


@pytest.fixture(scope="session")
def trixie() -> Iterator[Rig]:
    """Hosts of Debian 13; bare until a test deploys."""
    yield from _lab("trixie")


@pytest.fixture
def cluster(bookworm: Rig) -> Rig:
    """A cluster in `clustered`, as the last good deploy left it."""
    bookworm.deploy_well()
    return bookworm


@pytest.fixture
def sticky(bookworm: Rig) -> Rig:
    """A cluster in `sticky`, as the last good deploy left it."""
    bookworm.deploy_well("session_profile=sticky")
    return bookworm


@pytest.fixture
def target(bookworm: Rig) -> Iterator[Target]:
    """The hosts that visitors come to."""
    environment = commands.lab_environment(bookworm.topology)
    with open_target(str(PROJECT / commands.LAB_INVENTORY), environment=environment) as target:
        yield target


@pytest.fixture
def report_point(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What happened at each point of a sweep, printed at its end."""
    lines: list[str] = []
    yield lines
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line("\n" + "\n".join(lines))


@pytest.fixture
def traffic(cluster: Rig, target: Target) -> Traffic:
    """Visitors of a cluster in `clustered`; they come when the test says `with traffic:`."""
    return Traffic(target)


@pytest.fixture
def sticky_traffic(sticky: Rig, target: Target) -> Traffic:
    """Visitors of a cluster in `sticky`."""
    return Traffic(target)
