"""Maintenance: visitors get a page that says so, and operators the site."""

import httpx
import pytest

from tests.lab.rig import SETTLE, Rig
from verify.target import Target

RETRY_AFTER = "60"


def test_visitors_get_a_page_and_operators_the_site(cluster: Rig, target: Target) -> None:
    visitor, operator = target.visitor_addresses(target.cluster.lb[0])[:2]
    bypass = f'maintenance_bypass=["{operator}/32"]'
    outcome = cluster.deploy_well("maintenance=true", bypass)
    assert outcome.changed == {SETTLE: ["lb1"]}
    answers = {source: get(cluster, source) for source in (visitor, operator)}
    assert answers[operator].status_code == 200
    assert answers[visitor].status_code == 503
    assert answers[visitor].headers["Retry-After"] == RETRY_AFTER
    assert "The site is being worked on" in answers[visitor].text
    assert cluster.deploy_well("maintenance=true", bypass).changed == {}
    cluster.deploy_well()
    assert get(cluster, visitor).status_code == 200


@pytest.mark.sweep
def test_roll_stays_hidden_until_its_end(cluster: Rig, target: Target) -> None:
    visitor = target.visitor_addresses(target.cluster.lb[0])[0]
    cluster.deploy_well("maintenance=true")
    failed = cluster.deploy("app_java_opts=-XX:NoSuchOption")
    assert failed.exit_code == 1
    assert get(cluster, visitor).status_code == 503
    cluster.deploy_well()
    assert get(cluster, visitor).status_code == 200


def test_actuator_is_not_for_visitors(cluster: Rig) -> None:
    with cluster.client() as client:
        assert client.get("/actuator/metrics").status_code == 404


def get(cluster: Rig, source: str) -> httpx.Response:
    transport = httpx.HTTPTransport(local_address=source)
    with httpx.Client(base_url=cluster.url, transport=transport, timeout=10) as client:
        return client.get("/image")
