"""Labs for the tests: bare hosts, and a cluster on which the first deploy has been.

Each of pytest-xdist's workers has labs of its own: tests mostly wait for hosts.
"""

from collections.abc import Generator, Iterator

import pytest

from lab import commands
from lab.ledger.traffic import Traffic
from lab.lifecycle import bring_down, bring_up
from lab.topology import PROJECT
from tests.lab.host_logs import last_lines, rigs_among
from tests.lab.rig import WORKER, Rig, Seen
from tests.lab.settled import Settled
from verify.target import Target, open_target

SEEN = "what visitors saw"
# `make test` has the second of these, and both where a test says BOTH (tests/lab/rig.py).
EITHER = [
    pytest.param("settled", id="lb=1", marks=pytest.mark.sweep),
    pytest.param("settled_two", id="lb=2"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what needs hosts that are bare still; workers steal from the end of the row.

    What needs two load balancers stands together, so that mostly one worker makes that lab.
    """
    items.sort(key=lambda item: 1 if _has_two_lbs(item) else 2 * _has_a_deploy(item))


def _has_a_deploy(item: pytest.Item) -> bool:
    return bool({"settled", "either"} & set(getattr(item, "fixturenames", ())))


def _has_two_lbs(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    made_of = call.params.values() if call else ()
    return any(lab in made_of for lab in ("settled_two", "two_lbs"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Have the logs of the hosts beside a failure: they are gone with the lab."""
    report = yield
    if report.failed and report.when == "call":
        for rig in rigs_among(getattr(item, "funcargs", {}).values()):
            report.sections.append((f"the logs of {rig.topology.name}", last_lines(rig)))
    return report


def _lab(suite: str, lbs: int = 1) -> Iterator[Rig]:
    rig = Rig.of(f"session-test-{suite}-{lbs}{WORKER}", suite, lbs)
    bring_down(rig.topology)
    bring_up(rig.topology)
    yield rig
    bring_down(rig.topology)


@pytest.fixture(scope="session")
def bookworm() -> Iterator[Rig]:
    """Hosts of Debian 12; bare until a test deploys."""
    yield from _lab("bookworm")


@pytest.fixture(scope="module")
def trixie() -> Iterator[Rig]:
    """Hosts of Debian 13; bare until a test deploys."""
    yield from _lab("trixie")


@pytest.fixture(scope="session")
def two_lbs() -> Iterator[Rig]:
    """Hosts of Debian 13 with two load balancers; bare until a test deploys."""
    yield from _lab("trixie", lbs=2)


@pytest.fixture(scope="session")
def settled(bookworm: Rig) -> Settled:
    """Brings the hosts to where a good deploy leaves them."""
    return Settled(bookworm)


@pytest.fixture(scope="session")
def settled_two(two_lbs: Rig) -> Settled:
    """The same for those with two load balancers."""
    return Settled(two_lbs)


@pytest.fixture(scope="module", params=EITHER)
def either(request: pytest.FixtureRequest) -> Settled:
    """One load balancer of Debian 12, and two of Debian 13."""
    settled: Settled = request.getfixturevalue(request.param)
    return settled


@pytest.fixture
def cluster(settled: Settled) -> Rig:
    """A cluster in `clustered`, as the last good deploy left it."""
    return settled.after_a_deploy()


@pytest.fixture(scope="module")
def deployed(settled: Settled) -> Rig:
    """Such a cluster for a file of tests that leave it as it is."""
    return settled.after_a_deploy()


@pytest.fixture
def sticky(settled: Settled) -> Rig:
    """A cluster in `sticky`, as the last good deploy left it."""
    return settled.after_a_deploy("session_profile=sticky")


@pytest.fixture
def target(bookworm: Rig) -> Iterator[Target]:
    """The hosts that visitors come to."""
    environment = commands.lab_environment(bookworm.topology)
    with open_target(str(PROJECT / commands.LAB_INVENTORY), environment=environment) as target:
        yield target


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Seen:
    """Keeps what visitors saw in a test, for the report at the end."""

    def keep(what: str, traffic: Traffic) -> None:
        request.node.user_properties.append((SEEN, f"{what}: {traffic.totals.summary}"))

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what visitors saw, test by test."""
    reports = (report for kind in terminalreporter.stats.values() for report in kind)
    lines = [
        line
        for report in reports
        if getattr(report, "when", None) == "teardown"
        for name, line in report.user_properties
        if name == SEEN
    ]
    if lines:
        terminalreporter.section(SEEN)
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
