"""The verification's options, what it connects to and the report of what it saw."""

import shlex
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from roles.configuration.cluster import Cluster
from roles.configuration.control_environment import journey_secrets
from roles.errors import RefusedError
from tests.verify.evidence import Evidence
from verify.target import Target, read_target

TARGET = pytest.StashKey[Target]()
FOLDER = pytest.StashKey["TemporaryDirectory[str]"]()
EVIDENCE = pytest.StashKey[Evidence]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the same inventory and overrides as the deploy."""
    group = parser.getgroup("session cluster")
    group.addoption("--inventory", help="the inventory to verify, such as inventory/lab.py")
    group.addoption(
        "--data", action="append", default=[], metavar="KEY=VALUE", help="as the deploy takes it"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read the inventory; what is wrong with it is said before anything runs."""
    inventory = config.getoption("--inventory")
    if inventory is None:
        raise pytest.UsageError("tests/verify needs --inventory, such as inventory/lab.py.")
    # A short path: ssh's control sockets stand in it.
    folder = TemporaryDirectory(prefix="verify-")
    config.stash[FOLDER] = folder
    config.stash[EVIDENCE] = Evidence()
    try:
        target = read_target(inventory, config.getoption("--data"), Path(folder.name))
        journey_secrets(target.cluster.settings.journey)
        config.stash[TARGET] = target
    except RefusedError as error:
        folder.cleanup()
        raise pytest.UsageError(str(error)) from None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if TARGET in config.stash:
        config.stash[TARGET].hang_up()
    if FOLDER in config.stash:
        config.stash[FOLDER].cleanup()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what is promised by another session profile, by TLS or by names only."""
    settings = config.stash[TARGET].cluster.settings
    stem = collection_path.stem
    kind, _, profile = stem.rpartition("_")
    left_out = (
        (kind == "test_sessions" and profile != settings.session_profile)
        or (stem.startswith("test_tls") and not settings.uses_tls)
        or (stem == "test_names" and not settings.server_names)
    )
    return True if left_out else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a check for each host that it is about."""
    cluster = metafunc.config.stash[TARGET].cluster
    members = {
        "member": {member.name: member for member in cluster.members},
        "lb": {member.name: member for member in cluster.lb},
        "server": {member.name: member for member in cluster.app},
    }
    for name, by_name in members.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, by_name.values(), ids=by_name.keys(), scope="session")


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    """The cluster, every host of it connected."""
    target = pytestconfig.stash[TARGET]
    unreachable = target.connect()
    if unreachable:
        pytest.exit("\n".join(unreachable), returncode=1)
    return target


@pytest.fixture(scope="session")
def cluster(target: Target) -> Cluster:
    """The validated settings and members."""
    return target.cluster


@pytest.fixture(scope="session")
def evidence(pytestconfig: pytest.Config) -> Evidence:
    """What the report at the end says."""
    return pytestconfig.stash[EVIDENCE]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was seen, passed or not."""
    if EVIDENCE in config.stash and config.stash[EVIDENCE].lines:
        profile = config.stash[TARGET].cluster.settings.session_profile
        inventory = shlex.quote(config.getoption("--inventory"))
        terminalreporter.section(f"what the verification of {inventory} saw ({profile})")
        for line in config.stash[EVIDENCE].lines:
            terminalreporter.write_line(line)
