"""How much an address may have under way at once: more is refused, and nobody else notices."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.lab.mirror import Headers, Mirror, mirror, sources
from tests.lab.rig import Rig
from tests.lab.settled import Settled

CONNECTIONS, UPLOADS = 5, 2
MANY = 2 * CONNECTIONS
REFUSED = {200: CONNECTIONS, 429: MANY - CONNECTIONS}
# Whom proxies speak of; no such address is anybody's.
SPOKEN_OF = [f"198.51.100.{last}" for last in range(1, MANY + 1)]


@pytest.fixture(scope="module")
def limited(either: Settled) -> Iterator[Mirror]:
    rig = either.after_a_deploy()
    with mirror(
        rig,
        f"connections_per_address={CONNECTIONS}",
        f"uploads_per_address={UPLOADS}",
        f'trusted_proxies=["{_proxy(rig)}"]',
    ) as app:
        yield app


def _proxy(rig: Rig) -> str:
    return sources(rig)[-1]


def speaking_of(*addresses: str) -> list[Headers]:
    """The headers of a request for each of them."""
    return [{"X-Forwarded-For": address} for address in addresses]


def statuses(answers: Sequence[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_more_is_refused_and_other_addresses_are_served(limited: Mirror) -> None:
    nuisance, visitor = sources(limited.rig)[:2]
    with ThreadPoolExecutor(2) as pool:
        many = pool.submit(limited.at_once, nuisance, [{}] * MANY)
        few = pool.submit(limited.at_once, visitor, [{}] * CONNECTIONS)
    assert statuses(few.result()) == {200: CONNECTIONS}
    assert statuses(many.result()) == REFUSED
    for answer in many.result():
        if answer.status_code == 429:
            assert int(answer.headers["Retry-After"]) > 0
            assert "Too much at once" in answer.text
    assert limited.get("/seen", nuisance).status_code == 200


def test_uploads_have_a_lower_limit(limited: Mirror) -> None:
    answers = limited.at_once(sources(limited.rig)[0], [{}] * CONNECTIONS, "POST")
    assert statuses(answers) == {200: UPLOADS, 429: CONNECTIONS - UPLOADS}


def test_behind_a_trusted_proxy_each_visitor_has_its_own(limited: Mirror) -> None:
    proxy = _proxy(limited.rig)
    assert statuses(limited.at_once(proxy, speaking_of(*SPOKEN_OF))) == {200: MANY}
    assert statuses(limited.at_once(proxy, speaking_of(*SPOKEN_OF[:1] * MANY))) == REFUSED


def test_who_only_says_so_has_one_limit(limited: Mirror) -> None:
    forger = sources(limited.rig)[0]
    assert statuses(limited.at_once(forger, speaking_of(*SPOKEN_OF))) == REFUSED
