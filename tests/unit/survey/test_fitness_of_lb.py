"""Whether a load balancer's nginx can be what is asked."""

from typing import Any

import pytest

from roles.configuration.cluster import Cluster
from roles.survey.fitness import unfitness
from roles.survey.found import Neighbour
from tests.unit.doubles.examples import cluster, survey

OLD: dict[str, Any] = {"system": "ubuntu", "system_version": "22.04"}
SECURE: dict[str, Any] = {"tls": "self_signed", "server_names": ["shop.example"]}


def reason(asked: Cluster, **found: Any) -> str | None:
    """Why the first load balancer can't be that."""
    return unfitness(asked, asked.lb[0], survey(**found), None)


def test_an_nginx_that_can_not_refuse_a_handshake_speaks_no_tls() -> None:
    said = reason(cluster(**SECURE), **OLD)
    assert said and said.startswith("the nginx of ubuntu 22.04 is too old for tls")
    assert reason(cluster(), **OLD) is None
    asked = cluster(**SECURE)
    assert unfitness(asked, asked.app[0], survey(**OLD), None) is None


@pytest.mark.parametrize(("names", "refused"), [([], True), (["shop.example"], False)])
def test_a_neighbours_port_is_shared_by_names_only(names: list[str], refused: bool) -> None:
    neighbours = (Neighbour("blog", "http_port", 80),)
    assert bool(reason(cluster(server_names=names), neighbours=neighbours)) is refused
