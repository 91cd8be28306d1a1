"""Labs for the tests: bare hosts, and a cluster on which the first deploy has been."""

from collections.abc import Iterator

import pytest

from lab.lifecycle import bring_down, bring_up
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
