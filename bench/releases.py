"""App servers that keep many releases."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.floors import as_root
from bench.measure import measure_together
from bench.site import Site

PREFIX = "bench-"


@contextmanager
def kept_besides(site: Site, count: int) -> Iterator[None]:
    """Have each app server keep so many releases more, each with the running one's files."""
    places = site.target.places
    copy = f"cp -al {places.current}/ {places.releases}/{PREFIX}$number"
    _on_servers(site, f"for number in $(seq {count}); do {copy}; done")
    try:
        yield
    finally:
        _on_servers(site, f"rm -r {places.releases}/{PREFIX}*")


def _on_servers(site: Site, script: str) -> None:
    measure_together([as_root(site, member, script) for member in site.target.cluster.app])
