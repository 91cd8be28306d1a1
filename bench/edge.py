"""The figures of the edge: the kit's load balancer beside what else there could be."""

from collections.abc import Callable
from itertools import count

import httpx

from bench.edge_readers import slow_readers
from bench.edge_sites import Edge, sites_beside
from bench.edge_threads import free_threads
from bench.figures import Aim, Figure, Round
from bench.load import load
from bench.measure import MeasurementError
from bench.repeating import repeat
from bench.site import Site
from lab.phases import Phases
from roles.visiting.unique import new_picture

ROUNDS = 4
WARM_UP_SECONDS, SECONDS = 8, 5
# One, so that nobody waits for a processor: what an answer takes by itself.
ONE_CONNECTION, MANY_CONNECTIONS = 1, 64
SMALL_PICTURE, PICTURE, LARGE_PICTURE = 12_000, 400_000, 1_000_000
SLOW_READERS, SLOW_BYTES_A_SECOND = 60, 50_000


def edge_figures(site: Site, phases: Phases) -> list[Figure]:
    """Measure on a site that is deployed in `clustered`; the sites beside it are removed."""
    with sites_beside(site) as edge:
        sizes = (SMALL_PICTURE, PICTURE, LARGE_PICTURE)
        small, usual, large = (_upload(edge, size) for size in sizes)
        with phases.phase("Warm the app up"):
            load(f"{edge.tutorials}/image", small, MANY_CONNECTIONS, WARM_UP_SECONDS)
        return [
            _latency_figure(edge, small, phases),
            _throughput_figure(
                "Through the kit's nginx",
                edge.kit,
                "a tutorial's",
                edge.tutorials,
                1.3,
                usual,
                phases,
            ),
            _throughput_figure("HTTPS", edge.tls, "HTTP", edge.kit, 0.8, small, phases),
            *_slow_reader_figures(site, edge, small, large, phases),
        ]


def _latency_figure(edge: Edge, cookie: str, phases: Phases) -> Figure:
    def median_ms(base: str) -> float:
        return load(f"{base}/image/raw", cookie, ONE_CONNECTION, SECONDS).median_ms

    title = "Through the kit's nginx, and to the app directly"
    measure = _taking_turns(lambda: median_ms(edge.kit), lambda: median_ms(edge.direct))
    rounds = repeat(phases, title, ROUNDS, measure)
    name = "Half the answers within, through the kit's nginx"
    return Figure(name, "ms", "the app, asked directly", rounds, Aim(1.15, "ratio"))


def _throughput_figure(
    name: str, base: str, floor_name: str, floor: str, least: float, cookie: str, phases: Phases
) -> Figure:
    def per_second(base: str) -> float:
        return load(f"{base}/image/raw", cookie, MANY_CONNECTIONS, SECONDS).per_second

    measure = _taking_turns(lambda: per_second(base), lambda: per_second(floor))
    rounds = repeat(phases, f"{name}, and {floor_name}", ROUNDS, measure)
    return Figure(name, "answers/s", floor_name, rounds, Aim(least, "ratio", at_least=True))


def _slow_reader_figures(
    site: Site, edge: Edge, small: str, large: str, phases: Phases
) -> tuple[Figure, Figure]:
    def beside_slow_readers(base: str) -> tuple[float, float]:
        with slow_readers(f"{base}/image/raw", large, SLOW_READERS, SLOW_BYTES_A_SECOND):
            free = free_threads(site)
            return load(f"{base}/image/raw", small, MANY_CONNECTIONS, SECONDS).per_second, free

    rounds = repeat(
        phases,
        "Unbuffered beside slow readers, and buffered",
        ROUNDS,
        _each_taking_turns(
            lambda: beside_slow_readers(edge.unbuffered), lambda: beside_slow_readers(edge.buffered)
        ),
    )
    speeds, threads = zip(*rounds, strict=True)
    name = f"Unbuffered beside {SLOW_READERS} slow readers"
    return (
        Figure(name, "answers/s", "buffered", speeds, None),
        Figure(f"{name}: the app's free threads", "threads", "buffered", threads, None),
    )


def _upload(edge: Edge, size: int) -> str:
    """Be a visitor with a picture of that size; give the cookie."""
    with httpx.Client(base_url=edge.kit) as visitor:
        answer = visitor.post("/image", files={"image": ("picture.png", new_picture(size))})
        shown = visitor.get("/image/raw")
        if not answer.is_redirect or len(shown.content) != size:
            raise MeasurementError(
                f"A picture of {size} bytes was to be uploaded and shown; the answers were "
                f"{answer.status_code}, and {shown.status_code} with {len(shown.content)} bytes."
            )
        return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def _taking_turns(value: Callable[[], float], floor: Callable[[], float]) -> Callable[[], Round]:
    """Measure a value and its floor, the one first and then the other by turns."""
    measure = _each_taking_turns(lambda: (value(),), lambda: (floor(),))
    return lambda: measure()[0]


def _each_taking_turns(
    values: Callable[[], tuple[float, ...]], floors: Callable[[], tuple[float, ...]]
) -> Callable[[], tuple[Round, ...]]:
    numbers = count()

    def measure() -> tuple[Round, ...]:
        before = floors() if next(numbers) % 2 else None
        measured = values()
        return tuple(map(Round, measured, floors() if before is None else before))

    return measure
