"""What the logs of a lab's hosts say, for the report of a test that failed there."""

from collections.abc import Iterable, Iterator

from lab.errors import LabError
from tests.lab.rig import APP, Rig

LINES = 15
WIDTH = 300
READ = {
    "lb": "cat /var/log/nginx/*error.log",
    "app": f"journalctl -q -o cat -u {APP} | grep -E ' (WARN|ERROR) |Exception'",
    "redis": "cat /var/log/redis/redis-server.log",
}


def rigs_among(fixtures: Iterable[object]) -> Iterator[Rig]:
    """Give the labs that a test's fixtures are, or are made of, each once."""
    found = [
        fixture if isinstance(fixture, Rig) else getattr(fixture, "rig", None)
        for fixture in fixtures
    ]
    yield from {rig.topology.name: rig for rig in found if isinstance(rig, Rig)}.values()


def last_lines(rig: Rig) -> str:
    """Give the end of each host's log; a host that can't be asked says why."""
    said = []
    for host in rig.topology.hosts:
        try:
            lines = rig.run(host.name, f"{READ[host.group]} | tail -n {LINES} | cut -c 1-{WIDTH}")
        except LabError as error:
            lines = f"{error}\n"
        said.append(f"{host.name}:\n{lines}")
    return "".join(said)
