"""Sites beside the kit's own, on the same nginx and with the same app servers."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from shlex import quote
from typing import Any

from bench.floors import as_root
from bench.measure import measure_together
from bench.site import Site
from roles.configuration.cluster import Cluster, Member
from roles.files.nginx_host import FIRST_TO_FINISH_ANSWERS, FIRST_TO_SAY_HTTP2, HostNginx
from roles.files.nginx_site import SiteState, render_site
from roles.files.nginx_upstream import render_upstream
from roles.places import Places
from roles.shared_places import NGINX_SECRETS, NGINX_TICKET_KEY

TUTORIALS_PORT, OTHERWISE_PORT, TLS_PORT, UNUSED_PORT = 8081, 8082, 8443, 8083
TUTORIALS = "bench-tutorials"


@dataclass(frozen=True)
class Edge:
    """Where a load balancer has each site, as URLs; `direct` is an app server itself.

    `buffered` and `unbuffered` are the kit's site as it would be on either Debian.
    """

    kit: str
    direct: str
    tutorials: str
    tls: str
    buffered: str
    unbuffered: str


@contextmanager
def sites_beside(site: Site) -> Iterator[Edge]:
    """Have the further sites on the first load balancer, and remove them at the end."""
    cluster = site.target.cluster
    lb, server = cluster.lb[0], cluster.app[0]
    version = site.target.host(lb).check_output("nginx -v 2>&1 | sed 's/.*nginx.//; s/ .*//'")
    numbers = tuple(map(int, version.split(".")))
    buffers = numbers >= FIRST_TO_FINISH_ANSWERS
    nginx = HostNginx(
        ipv6=False,
        buffers_answers=buffers,
        says_http2=numbers >= FIRST_TO_SAY_HTTP2,
        connections=0,
        open_files=0,
    )
    plain: dict[str, Any] = {"app_name": "bench-otherwise", "http_port": OTHERWISE_PORT}
    tls: dict[str, Any] = {
        "app_name": "bench-tls",
        "http_port": UNUSED_PORT,
        "https_port": TLS_PORT,
        "tls": "self_signed",
        "server_names": [lb.address],
    }
    files = {
        f"/etc/nginx/conf.d/{TUTORIALS}.conf": _tutorials(cluster),
        **_kits(cluster, lb, replace(nginx, buffers_answers=not buffers), plain),
        **_kits(cluster, lb, nginx, tls),
    }
    certificate = Places("bench-tls").certificate_file
    try:
        _run(site, lb, _writing(files), _certifying(certificate, lb), "nginx -t", RELOAD)
        host = site.target.visible_address(lb)
        here = f"http://{host}:{cluster.settings.http_port}"
        otherwise = f"http://{host}:{OTHERWISE_PORT}"
        yield Edge(
            kit=here,
            direct=f"http://{site.target.visible_address(server)}:{cluster.settings.app_port}",
            tutorials=f"http://{host}:{TUTORIALS_PORT}",
            tls=f"https://{host}:{TLS_PORT}",
            buffered=here if buffers else otherwise,
            unbuffered=otherwise if buffers else here,
        )
    finally:
        _run(site, lb, f"rm -f {' '.join(files)} {certificate}", RELOAD)


RELOAD = "systemctl reload nginx"


def _tutorials(cluster: Cluster) -> str:
    """What tutorials on load balancing say, and no more."""
    port = cluster.settings.app_port
    servers = "".join(f"    server {server.url_address}:{port};\n" for server in cluster.app)
    return (
        f"upstream {TUTORIALS} {{\n{servers}}}\n"
        f"server {{\n    listen {TUTORIALS_PORT};\n"
        f"    location / {{\n        proxy_pass http://{TUTORIALS};\n    }}\n}}\n"
    )


def _kits(cluster: Cluster, lb: Member, nginx: HostNginx, asked: dict[str, Any]) -> dict[str, str]:
    """The kit's own site for an app of another name with these servers, as paths and texts."""
    settings = cluster.settings.model_copy(update=asked)
    other, places = replace(cluster, settings=settings), Places(settings.app_name)
    state = SiteState("round_robin", maintenance=False, actuators=())
    within = [server.name for server in cluster.app]
    return {
        places.upstream_file: render_upstream(other, "round_robin", within, {}),
        places.site_link: render_site(other, lb, nginx, state),
    }


def _writing(files: dict[str, str]) -> str:
    return "\n".join(
        f"echo {b64encode(text.encode()).decode()} | base64 -d >{path}"
        for path, text in files.items()
    )


def _certifying(file: str, lb: Member) -> str:
    """Have a certificate, and a key for TLS sessions where there is none."""
    made = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        f"-subj /CN={quote(lb.address)} -keyout {file} -out {file}.chain 2>/dev/null"
    )
    return (
        f"umask 077; mkdir -p {NGINX_SECRETS}; {made}; cat {file}.chain >>{file}; "
        f"rm {file}.chain; test -s {NGINX_TICKET_KEY} || openssl rand 80 >{NGINX_TICKET_KEY}"
    )


def _run(site: Site, lb: Member, *steps: str) -> None:
    measure_together([as_root(site, lb, "set -e\n" + "\n".join(steps))])
