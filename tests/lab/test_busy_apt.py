"""A deploy to a host that is at work with packages itself, or whose sources are not all well."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from roles.run.lock import RENEW_SECONDS
from tests.lab.interrupting import Interrupted, deploying
from tests.lab.rig import APP, Rig

FRONTEND, LISTS = "/var/lib/dpkg/lock-frontend", "/var/lib/apt/lists/lock"
# package_lists.sh's own tests have every lock of apt's; of a deploy one is the sample.
LOCKS = [FRONTEND, pytest.param(LISTS, marks=pytest.mark.sweep)]
INSTALL = "Install the packages of each host's role"
INSTALLED = "command -v curl || true"
DEPLOY_LOCK = f"/var/lib/session-cluster/{APP}/lock"
# Locks by fcntl, as apt does, until it is stopped.
HOLDER = """\
use Fcntl;
$0 = "unattended-upgr";
open(my $file, ">>", $ARGV[0]) or die;
my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
fcntl($file, F_SETLK, $lock) or die;
sleep;
"""
PROCESS = "$(systemctl show -p MainPID --value holder)"


@pytest.fixture
def lacking(cluster: Rig) -> Rig:
    """A cluster of which one host lacks a package."""
    cluster.run("app2", "apt-get remove -qq curl")
    return cluster


@contextmanager
def held(cluster: Rig, lock: str) -> Iterator[str]:
    """Another process holds a lock of apt's on that host; gives it as the deploy shall name it."""
    cluster.run("app2", f"systemd-run -q --unit=holder perl -e '{HOLDER}' {lock}")
    try:
        is_held = f"grep -qs POSIX /proc/{PROCESS}/fdinfo/*"
        cluster.run("app2", f"while systemctl is-active -q holder && ! {is_held}; do :; done")
        process = cluster.run("app2", f"echo {PROCESS}").strip()
        yield f"unattended-upgr (process {process}), which holds {lock}"
    finally:
        cluster.run("app2", "systemctl stop holder")


@contextmanager
def waiting_deploy(cluster: Rig, lock: str) -> Iterator[Interrupted]:
    """A deploy that waits for a lock, which is free afterwards."""
    with deploying(cluster) as deploy:
        with held(cluster, lock) as holder:
            said = f"waits for {holder}, for 300 s at most"
            assert any(said in line for line in deploy.lines()), "the deploy did not wait"
            yield deploy
        assert deploy.finish() == 0
    assert cluster.run("app2", INSTALLED)


@pytest.mark.parametrize("lock", LOCKS)
def test_deploy_waits_until_the_lock_is_free(lacking: Rig, lock: str) -> None:
    with waiting_deploy(lacking, lock) as deploy:
        assert deploy.process.poll() is None


@retry(
    stop=stop_after_delay(3 * RENEW_SECONDS),
    wait=wait_fixed(0.5),
    retry=retry_if_result(lambda renewed: not renewed),
)
def wait_until_renewed(cluster: Rig, host: str) -> bool:
    age = cluster.run(host, f"echo $(($(date +%s) - $(stat -c %Y {DEPLOY_LOCK})))")
    return int(age) <= RENEW_SECONDS


@pytest.mark.sweep
def test_deploy_that_waits_renews_its_own_lock(lacking: Rig) -> None:
    with waiting_deploy(lacking, FRONTEND):
        lacking.run("app2", f"touch -d '60 seconds ago' {DEPLOY_LOCK}")
        wait_until_renewed(lacking, "app2")


@pytest.mark.parametrize("lock", LOCKS)
def test_deploy_waits_no_longer_than_asked(lacking: Rig, lock: str) -> None:
    with held(lacking, lock) as holder:
        outcome = lacking.deploy("apt_lock_timeout=1")
    assert outcome.exit_code == 1
    assert f"waited 1 s in vain for {holder}: nothing was installed" in outcome.output
    assert "or raise apt_lock_timeout" in outcome.output
    assert "Traceback" not in outcome.output
    assert not lacking.run("app2", INSTALLED)
    lacking.serves()


def test_dead_package_source_is_no_reason_to_stop(lacking: Rig) -> None:
    source = "/etc/apt/sources.list.d/dead.list"
    lacking.run("app2", f"echo 'deb file:/nowhere stable main' >{source}")
    try:
        outcome = lacking.deploy_well()
    finally:
        lacking.run("app2", f"rm {source}")
    assert "not all package lists could be fetched; what is there is used:" in outcome.output
    assert "E: The repository 'file:/nowhere stable Release' does not have" in outcome.output
    assert outcome.changed == {INSTALL: ["app2"]}
    assert lacking.run("app2", INSTALLED)
