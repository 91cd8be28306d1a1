"""Two apps share the ports of one load balancer by their names, over HTTP and over HTTPS."""

import json
from collections.abc import Iterator

import pytest

from tests.lab.removal import remove_app
from tests.lab.rig import Rig

FIRST, SECOND = ("studio.example", "second.example")
ANOTHER = ("app_name=second", "app_port=9090", "session_namespace=second")


def named(*names: str) -> tuple[str, str]:
    """The settings of a site that has those names, over HTTPS."""
    return f"server_names={json.dumps(names)}", "tls=self_signed"


@pytest.fixture
def shared(cluster: Rig) -> Iterator[Rig]:
    yield cluster
    remove_app(cluster, "second")


def test_each_answers_to_its_own_names(shared: Rig) -> None:
    first, second = named(FIRST), (*ANOTHER, *named(SECOND))
    shared.deploy_well(*first)
    shared.deploy_well(*second)
    # None of them has answered for the other, or for strangers.
    for data in (first, second):
        evidence = shared.verify_well(*data).output
        assert "and to no other name" in evidence
        assert shared.deploy_well(*data).changed == {}
    refused = shared.deploy(*ANOTHER, *named(SECOND, FIRST))
    assert refused.exit_code == 1
    assert f"has the name {FIRST} at port 80, and server_names has it too" in refused.output
    unnamed = shared.deploy()
    assert unnamed.exit_code == 1
    assert "so is http_port of second, which is on this host too" in unnamed.output
    assert "or give both their server_names" in unnamed.output
