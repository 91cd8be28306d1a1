"""Labs for the tests: bare hosts, and a cluster on which the first deploy has been."""

from collections.abc import Iterator

import pytest

from lab import commands
from lab.ledger.traffic import Traffic
from lab.lifecycle import bring_down, bring_up
from lab.topology import PROJECT
from tests.lab.rig import Rig, Seen
from verify.target import Target, open_target

SEEN = pytest.StashKey[list[str]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what needs hosts that are bare still: `cluster` deploys to them."""
    deploying = {"cluster", "deployed"}
    items.sort(key=lambda item: not deploying.isdisjoint(getattr(item, "fixturenames", ())))


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


@pytest.fixture(scope="module")
def deployed(bookworm: Rig) -> Rig:
    """Such a cluster for a file of tests that leave it as it is."""
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
def seen(request: pytest.FixtureRequest) -> Seen:
    """Keeps what visitors saw in a test, for the report at the end."""
    lines = request.config.stash.setdefault(SEEN, [])

    def keep(what: str, traffic: Traffic) -> None:
        lines.append(f"{what}: {traffic.totals.summary}")

    return keep


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what visitors saw, test by test."""
    if lines := config.stash.get(SEEN, []):
        terminalreporter.section("what visitors saw")
        for line in lines:
            terminalreporter.write_line(line)


def _reported(request: pytest.FixtureRequest, seen: Seen, target: Target) -> Iterator[Traffic]:
    traffic = Traffic(target)
    yield traffic
    if traffic.is_over:
        seen(request.node.name, traffic)


@pytest.fixture
def traffic(
    request: pytest.FixtureRequest,
    seen: Seen,
    cluster: Rig,
    target: Target,
) -> Iterator[Traffic]:
    """Visitors of a cluster in `clustered`; they come when the test says `with traffic:`."""
    yield from _reported(request, seen, target)


@pytest.fixture
def sticky_traffic(
    request: pytest.FixtureRequest,
    seen: Seen,
    sticky: Rig,
    target: Target,
) -> Iterator[Traffic]:
    """Visitors of a cluster in `sticky`."""
    yield from _reported(request, seen, target)
