"""A site with names answers to them, and to no others."""

import httpx
import pytest

from roles.configuration.cluster import Cluster, Member
from roles.shared_places import nginx_default_file
from roles.visiting.site_transport import PROXY_PROTOCOL, LoadBalancer, SiteTransport, trusting
from tests.verify.evidence import Evidence, check
from tests.verify.smoke import SECONDS
from verify.target import Target

MISDIRECTED = 421


def test_another_name_is_refused(
    target: Target, cluster: Cluster, lb: Member, evidence: Evidence
) -> None:
    settings, address = cluster.settings, target.visible_address(lb)
    if not target.host(lb).file(nginx_default_file(settings.http_port)).exists:
        pytest.skip("a site of somebody else's answers who asks for another name")
    begins_with = PROXY_PROTOCOL if settings.proxy_protocol else b""
    way = LoadBalancer(address.strip("[]"), settings.http_port, begins_with)
    with httpx.Client(transport=SiteTransport(way, trusting(None)), timeout=SECONDS) as client:
        status = client.get("http://another.invalid/").status_code
    check(
        lb.name,
        "another name than the site's is refused",
        expected=f"status {MISDIRECTED}",
        found=f"status {status}",
        command=f"curl -i -H 'Host: another.invalid' 'http://{address}:{settings.http_port}/'",
    )
    evidence.saw(lb.name, f"answers to {', '.join(settings.server_names)} and to no other name")
