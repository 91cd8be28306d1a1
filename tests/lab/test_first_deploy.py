"""From bare hosts to a proven cluster, on both Debian releases."""

import pytest

from tests.lab.polling import polling
from tests.lab.rig import APP, Rig


def test_dry_run_on_bare_hosts_changes_nothing(bookworm: Rig) -> None:
    before = bookworm.files()
    outcome = bookworm.deploy(flags=["--dry"])
    assert outcome.exit_code == 0, outcome.output
    assert bookworm.files() == before


def test_first_deploy_is_proven_and_the_second_changes_nothing(bookworm: Rig) -> None:
    with polling(bookworm.url) as seen:
        assert bookworm.deploy_well().changes > 0
    # Its package would have started it with a page that welcomes visitors to it.
    assert seen and not any("Welcome to nginx" in answer for answer in seen), seen
    evidence = bookworm.verify_well().output
    assert "served by app1 and app2; the journey's last step right every time" in evidence
    assert "sessionAttr:uploadedImage is what the visitor sent, byte for byte" in evidence
    # Its package would have started it for everybody on the host, before it was configured.
    log = bookworm.run("redis1", "cat /var/log/redis/redis-server.log")
    assert log.count("Redis is starting") == 1
    # What it may do at most, by the host's own systemd: 2.0 of 10.
    bookworm.run("app1", f"systemd-analyze security --no-pager --threshold=20 {APP}")
    second = bookworm.deploy_well()
    assert second.changed == {}


@pytest.mark.parametrize(
    "flags",
    [
        # The other one does all that this does.
        pytest.param(["--dry"], marks=pytest.mark.sweep, id="--dry"),
        pytest.param(["--dry", "--diff"], id="--dry --diff"),
    ],
)
def test_dry_run_of_a_swap_changes_nothing(cluster: Rig, flags: list[str]) -> None:
    files, started = cluster.files(), cluster.started()
    outcome = cluster.deploy("session_profile=sticky", flags=flags)
    assert outcome.exit_code == 0, outcome.output
    assert (cluster.files(), cluster.started()) == (files, started)
    differences = outcome.output.partition("Will modify ")[2]
    assert ("+     ip_hash;" in differences) is ("--diff" in flags)
    assert ("- SPRING_DATA_REDIS_PASSWORD=********" in differences) is ("--diff" in flags)
    assert cluster.run("redis1", f"cat /etc/redis/{APP}.password") not in outcome.output
    assert cluster.deploy_well().changed == {}
