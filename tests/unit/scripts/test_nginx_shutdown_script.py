"""How long nginx' workers of before may stay, on a load balancer with several sites."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doubles.lb_host import LbHost


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LbHost]:
    made = LbHost(tmp_path)
    made.start_nginx()
    yield made
    made.stop_nginx()


def limit(host: LbHost) -> str | None:
    """How long nginx' old workers may stay, where the kit has said so."""
    file = host.folder / "modules-enabled/90-session-cluster.conf"
    said = file.read_text().splitlines() if file.exists() else []
    return said[-1] if said else None


def stays(seconds: int) -> str:
    return f"# Old workers: {seconds} s\n"


def test_old_workers_stay_as_long_as_the_most_patient_site_asks(host: LbHost) -> None:
    assert host.load("first", site=stays(30)).succeeded
    assert limit(host) == "worker_shutdown_timeout 30s;"
    (host.folder / "sites-enabled/another").write_text(stays(40))
    assert host.load("second", site=stays(30)).succeeded
    assert limit(host) == "worker_shutdown_timeout 40s;"
    assert host.load("third", site=stays(50)).succeeded
    assert limit(host) == "worker_shutdown_timeout 50s;"


@pytest.mark.parametrize("file", ["own.conf", "modules-enabled/10-own.conf"])
def test_how_long_somebody_else_lets_them_stay_counts(host: LbHost, file: str) -> None:
    own = host.folder / file
    own.parent.mkdir(exist_ok=True)
    before = own.read_text() if own.exists() else ""
    assert host.load("first", site=stays(30)).succeeded
    own.write_text(f"worker_shutdown_timeout 5m;\n{before}")
    assert host.load("second", site=stays(30)).succeeded
    assert limit(host) is None and "5m" in own.read_text()
    own.write_text(f"# worker_shutdown_timeout 5m;\n{before}")
    assert host.load("third", site=stays(30)).succeeded
    assert limit(host) == "worker_shutdown_timeout 30s;"
