"""Whole runs that find their lock held: they wait as long as they were told, or until Ctrl-C."""

import signal
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from roles.run.lock import Lock, new_lock
from tests.unit.cli.test_status_runs import HOSTS, Site
from tests.unit.doubles.examples import FRESH_HOST, write_jar
from tests.unit.doubles.loopback_deploy import started
from tests.unit.doubles.ssh_server import Shell


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def held() -> Lock:
    return replace(new_lock("deploy of image-studio 0123456789ab"), machine="another")


def doors(held: Lock) -> dict[str, partial[Shell]]:
    """Hosts of which each is held, and was renewed right now."""
    said = f"{FRESH_HOST}\nlock_age 0\nlock {held.text()}\n"
    return dict.fromkeys(HOSTS, partial(Shell, said))


def asked(site: Site, script: str, seconds: int) -> list[str]:
    jar = write_jar(site.folder / "site.jar")
    return ["-y", script, f"--data=app_jar={jar}", f"--data=lock_wait={seconds}"]


@pytest.mark.parametrize("script", ["deploy.py", "rollback.py"])
def test_it_is_refused_when_the_time_is_over(site: Site, held: Lock, script: str) -> None:
    ended = site.run(*asked(site, script, 1), **doors(held))
    assert ended.returncode == 1
    waits = f"Waits for the deploy lock, held by {held.sentence()}, for 1 s at most."
    assert ended.stderr.count(waits) == 1
    assert f"another run holds the deploy lock ({held.sentence()})" in ended.stderr
    assert "This run has waited 1 s for it." in ended.stderr


@pytest.mark.parametrize("script", ["status.py", "unlock.py"])
def test_what_takes_no_lock_does_not_wait(site: Site, held: Lock, script: str) -> None:
    ended = site.run(*asked(site, script, 60), **doors(held))
    assert ended.returncode == 0 and "Waits" not in ended.stderr


def test_an_interruption_ends_the_wait(site: Site, held: Lock) -> None:
    with (
        site.groups(**doors(held)) as groups,
        started(site.folder, groups, *asked(site, "deploy.py", 60)) as deploy,
    ):
        assert deploy.stderr
        for line in deploy.stderr:
            if "Waits for the deploy lock" in line:
                break
        deploy.send_signal(signal.SIGINT)
        _, said = deploy.communicate(timeout=20)
    assert deploy.returncode == 130 and "Interrupted." in said
