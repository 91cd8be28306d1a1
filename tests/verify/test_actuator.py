"""Actuator is for the hosts themselves: visitors get nothing of it."""

import pytest

from roles.configuration.cluster import Cluster, Member
from roles.visiting.clients import lb_client
from tests.verify.evidence import Evidence, check
from tests.verify.smoke import SECONDS, asked
from verify.target import Target


def test_visitors_do_not_reach_actuator(
    target: Target, cluster: Cluster, lb: Member, evidence: Evidence
) -> None:
    actuator = cluster.settings.actuator
    if actuator.has_own_port:
        pytest.skip("no load balancer sends requests to Actuator's own port")
    # The second is how Tomcat lets one write the first.
    paths = [actuator.base, f"{actuator.base};/health"]
    address, certificate = target.visible_address(lb), target.certificate(lb)
    with lb_client(cluster.settings, address, None, SECONDS, certificate) as client:
        for path in paths:
            check(
                lb.name,
                f"GET {path} finds nothing, for Actuator is not for visitors",
                expected="status 404",
                found=f"status {client.get(path).status_code}",
                command=asked(target, lb, path),
            )
    evidence.saw(lb.name, f"visitors do not reach {actuator.base}")
