"""Visitors notice nothing of thousands of others who do nothing but hold their connections."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab import commands
from lab.ledger.traffic import Traffic
from roles.visiting.site_transport import trusting
from tests.lab.held import HALF_A_BODY, HALF_A_HEAD, Door, Held, held
from tests.lab.rig import SELF_SIGNED, Seen
from tests.lab.settled import Settled
from verify.target import Target, open_target

IDLE, SLOW = 10_000, 3_500
SECONDS = 12
# This machine's own address: no visitor has it.
NUISANCE = ""


@pytest.fixture(
    params=[pytest.param((), marks=pytest.mark.sweep), SELF_SIGNED], ids=["http", "https"]
)
def visited(either: Settled, request: pytest.FixtureRequest) -> Iterator[Target]:
    """A site over HTTP, or over HTTPS."""
    topology = either.after_a_deploy(*request.param).topology
    environment = commands.lab_environment(topology)
    with open_target(str(commands.LAB_INVENTORY), request.param, environment) as target:
        yield target


@contextmanager
def held_at(target: Target, count: int, sources: list[str], asking: bool = False) -> Iterator[Held]:
    settings, lb = target.cluster.settings, target.cluster.lb[-1]
    certificate = target.certificate(lb)
    door = Door(
        target.visible_address(lb),
        settings.visitor_port,
        settings.site_host or "site",
        trusting(certificate) if certificate else None,
    )
    with held(door, count, sources, asking) as lines:
        yield lines


def test_visitors_come_beside_ten_thousand_idle_connections(visited: Target, seen: Seen) -> None:
    sources = visited.visitor_addresses(visited.cluster.lb[-1])
    with held_at(visited, IDLE, sources, asking=True) as idle:
        assert idle.ask() == IDLE
        with Traffic(visited) as traffic:
            traffic.last(SECONDS)
        assert idle.closed() == []
        assert idle.ask() == IDLE
    seen(f"beside {IDLE} idle connections", traffic)
    assert traffic.totals.clean, str(traffic.totals)


def test_who_is_slow_from_one_address_is_nobody_elses_trouble(visited: Target, seen: Seen) -> None:
    half = SLOW // 2
    with (
        held_at(visited, half, [NUISANCE]) as heads,
        held_at(visited, half, [NUISANCE]) as bodies,
    ):
        heads.send(HALF_A_HEAD)
        bodies.send(HALF_A_BODY)
        with Traffic(visited) as traffic:
            while traffic.elapsed < SECONDS:
                heads.send("x")
                # nginx does not wait for a head for ever.
                heads.come_again(NUISANCE, HALF_A_HEAD)
                traffic.last(1)
        refused = bodies.statuses()
    seen(f"beside {SLOW} slow connections from one address", traffic)
    assert traffic.totals.clean, str(traffic.totals)
    uploads = visited.cluster.settings.uploads_per_address
    assert refused == {"429": half - uploads}
