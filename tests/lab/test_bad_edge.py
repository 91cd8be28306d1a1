"""What is wrong with names, certificates and proxies is said in a sentence, and nothing changed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from lab.certificates import NAMES, issue
from tests.lab.rig import APP, Rig

NAMED = f"server_names={json.dumps(NAMES)}"
BLOG = "/etc/nginx/sites-enabled/blog"


def assert_refused(cluster: Rig, *data: str, says: str) -> None:
    before, started = cluster.files(), cluster.started()
    refused = cluster.deploy(*data)
    assert refused.exit_code == 1, refused.output
    assert says in refused.output and "Traceback" not in refused.output, refused.output
    assert cluster.files() == before and cluster.started() == started


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (["tls=acme"], 'tls is "acme" and server_names has no name'),
        (['trusted_proxies=["a network"]'], "trusted_proxies is 'a network': expected networks"),
        (['server_names=["Shop.example"]'], "server_names is 'Shop.example': expected host names"),
        (["tls=files", NAMED], 'tls is "files" and tls_certificate is not set'),
    ],
)
def test_a_setting_of_the_edge_that_can_not_be(deployed: Rig, data: list[str], says: str) -> None:
    assert_refused(deployed, *data, says=says)


def test_a_certificate_that_can_not_be(deployed: Rig) -> None:
    now = datetime.now(UTC)
    topology = deployed.topology
    other = issue(topology, "other", ("other.example",))
    assert_refused(
        deployed,
        NAMED,
        *other.data,
        says="is for other.example, and server_names has studio.example",
    )
    mixed = (*issue(topology, "one").data[:2], issue(topology, "two").data[2])
    assert_refused(deployed, NAMED, *mixed, says="does not fit the key of tls_key")
    for name, ends, says in [
        ("ended", now - timedelta(hours=1), "has ended on"),
        ("ending", now + timedelta(days=2), "in less than 3 days"),
    ]:
        issued = issue(topology, name, not_before=now - timedelta(days=9), not_after=ends)
        assert_refused(deployed, NAMED, *issued.data, says=says)


def test_a_certificate_on_the_hosts_that_is_not_there(deployed: Rig) -> None:
    files = ("tls_certificate=host:/etc/ssl/no.pem", "tls_key=host:/etc/ssl/no.key")
    says = "tls_certificate is 'host:/etc/ssl/no.pem', and there is no such file"
    assert_refused(deployed, NAMED, "tls=files", *files, says=says)


def test_a_name_that_two_claim(deployed: Rig) -> None:
    site = f"server {{ listen 80; server_name {NAMES[0]}; return 200; }}"
    deployed.run("lb1", f"echo '{site}' >{BLOG}")
    try:
        says = f"nginx' site {BLOG} has the name {NAMES[0]} at port 80, and server_names has it too"
        assert_refused(deployed, NAMED, says=says)
    finally:
        deployed.run("lb1", f"rm {BLOG}")
    assert APP in deployed.run("lb1", "ls /etc/nginx/sites-enabled")
