"""What nginx shall be on one host or another."""

import pytest

from roles.files.nginx_host import host_nginx
from tests.unit.doubles.examples import survey


@pytest.mark.parametrize(
    ("version", "buffers"),
    [
        ("1.18.0", False),
        ("1.22.1", False),
        ("1.23.0", False),
        ("1.23.1", True),
        ("1.24.0", True),
        ("1.26.3", True),
        ("2.0.0", True),
        (None, True),
    ],
)
def test_an_nginx_that_forgets_answers_at_a_reload_buffers_none(
    version: str | None, buffers: bool
) -> None:
    assert host_nginx(survey(nginx_version=version)).buffers_answers is buffers


@pytest.mark.parametrize("ipv6", [True, False])
def test_nginx_has_ipv6_where_its_host_has(ipv6: bool) -> None:
    assert host_nginx(survey(ipv6=ipv6)).ipv6 is ipv6


@pytest.mark.parametrize(
    ("memory", "processors", "connections"),
    [
        (2000, 1, 16384),
        (2047, 1, 16384),
        (2047, 2, 8192),
        (7900, 2, 32768),
        # The least and the most.
        (400, 4, 2048),
        (0, 1, 2048),
        (512000, 8, 65536),
    ],
)
def test_workers_are_sized_for_the_memory_that_each_has(
    memory: int, processors: int, connections: int
) -> None:
    found = host_nginx(survey(memory_mb=memory, processors=processors))
    assert found.connections == connections
    assert 2 * connections < found.open_files < 2 * connections + 1024


def test_workers_have_no_more_than_the_host_lets_them_open() -> None:
    found = host_nginx(survey(memory_mb=24000, open_files_limit=20000))
    assert (found.connections, found.open_files) == (8192, 16896)
    assert host_nginx(survey(memory_mb=24000, open_files_limit=20)).connections == 2048


def test_a_few_megabytes_change_nothing() -> None:
    sizes = {host_nginx(survey(memory_mb=memory)).connections for memory in range(1960, 2000)}
    assert len(sizes) == 1


def test_what_is_set_higher_on_the_host_stays() -> None:
    raised = host_nginx(survey(worker_connections=100_000, worker_rlimit_nofile=500_000))
    assert (raised.connections, raised.open_files) == (100_000, 500_000)
    connections = host_nginx(survey(worker_connections=100_000, worker_rlimit_nofile=1024))
    assert connections.open_files > 200_000
    debians = host_nginx(survey(worker_connections=768))
    assert debians == host_nginx(survey())
