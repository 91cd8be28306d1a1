"""What survey.sh finds of nginx on a host is what Python decided for it."""

from hashlib import md5

import pytest

from roles.files.fingerprints import lb_fingerprint
from roles.files.nginx_pages import ERROR_PAGES, error_page
from roles.files.nginx_upstream import render_upstream
from roles.plan.balancing import Balancing
from roles.survey.found import UpstreamServer
from roles.survey.nginx_sites import NginxSite
from tests.unit.doubles.examples import cluster, nginx, site_text
from tests.unit.doubles.folder_host import FolderHost


@pytest.mark.parametrize(
    ("says", "version"),
    [("nginx/1.22.1", "1.22.1"), ("nginx/1.18.0 (Ubuntu)", "1.18.0"), ("something else", None)],
)
def test_the_version_of_nginx_is_the_one_that_it_says(
    host: FolderHost, says: str, version: str | None
) -> None:
    assert host.survey().nginx_version is None
    host.write("nginx/nginx.conf", "")
    host.write("bin/nginx", f"#!/bin/sh\necho 'nginx version: {says}' >&2\n").chmod(0o755)
    assert host.survey().nginx_version == version


@pytest.mark.parametrize("maintenance", [True, False])
@pytest.mark.parametrize(
    ("balancing", "within"),
    [
        ("ip_hash", ()),
        ("cookie", ("app2",)),
        ("round_robin", ("app1",)),
        ("round_robin", ("app1", "app2")),
    ],
)
def test_the_fingerprint_of_a_lb_is_the_one_that_python_computes(
    host: FolderHost, balancing: Balancing, within: tuple[str, ...], maintenance: bool
) -> None:
    asked = cluster()
    upstream = render_upstream(asked, balancing, within, {})
    host.write("nginx/upstream.conf", upstream)
    sized = nginx(connections=4096, open_files=9000)
    site = site_text(asked, sized, maintenance, ["/actuator"])
    host.write("nginx/site", site)
    host.write(
        "nginx/nginx.conf", "worker_rlimit_nofile 9000;\nevents { worker_connections 4096; }\n"
    )
    pages = [error_page(status, {}) for status in ERROR_PAGES]
    for status, page in zip(ERROR_PAGES, pages, strict=True):
        host.write(f"errors/{status}.html", page)
    strangers = host.write("nginx/default-80.conf", "server {}\n").read_text()
    wanted = lb_fingerprint([upstream, site, *pages, strangers, None], sized)
    host.write("state/lb", f"{wanted}\n")
    found = host.survey()
    assert found.lb_placed == found.lb_loaded == wanted
    assert (found.balancing, found.maintenance) == (balancing, maintenance)
    addresses = {"app1": "192.0.2.11:8080", "app2": "192.0.2.12:8080"}
    assert found.upstream == tuple(
        UpstreamServer(address, name not in within) for name, address in addresses.items()
    )
    assert not found.nginx_active and not found.site_enabled
    host.write("nginx/enabled", "")
    assert host.survey().site_enabled
    host.write("nginx/nginx.conf", "events { worker_connections 4096; }\n")
    assert host.survey().lb_placed != wanted, "a smaller worker is not what was asked"


def test_the_sites_of_an_nginx_are_told(host: FolderHost) -> None:
    assert host.survey().nginx_sites == ()
    host.write("nginx/nginx.conf", "")
    printed = host.write(
        "printed",
        "# configuration file /etc/nginx/mime.types:\nserver { listen 1; }\n"
        "# configuration file /etc/nginx/sites-enabled/blog:\n"
        "server { listen 80; server_name bücher.example; return 200 'it''s'; }\n",
    )
    host.write("bin/nginx", f"#!/bin/sh\n[ $1 != -T ] || cat {printed}\n").chmod(0o755)
    found = host.survey()
    blog = "/etc/nginx/sites-enabled/blog"
    names = ("bücher.example",)
    assert found.nginx_sites == (NginxSite(blog, frozenset({80}), frozenset(), names),)
    assert not found.debians_site
    default = host.write("nginx/default", "server {}\n")
    known = md5(default.read_bytes()).hexdigest()
    host.write("bin/dpkg-query", f"#!/bin/sh\necho ' {default} {known}'\n").chmod(0o755)
    assert host.survey().debians_site
