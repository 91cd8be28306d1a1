"""HTTP clients for visitors: of a server as the load balancers ask it, and of a load balancer."""

import httpx
from paramiko import Transport

from roles.configuration.cluster import Cluster, Member
from roles.configuration.settings import Settings
from roles.visiting.forwarding import NO_TLS, ForwardedTransport, Forwarding
from roles.visiting.visitor import cookie_jar

# What visitors speak; the load balancers pass it on.
SCHEME = "http"
DEFAULT_PORT = 80


def site_url(settings: Settings, address: str) -> str:
    """Give the site's URL at a load balancer's address, as in a URL."""
    port = "" if settings.http_port == DEFAULT_PORT else f":{settings.http_port}"
    return f"{SCHEME}://{address}{port}"


def server_client(
    cluster: Cluster, server: Member, port: int, transport: Transport, seconds: float
) -> httpx.Client:
    """Give a client that reaches a server through its host's SSH connection.

    It asks as a load balancer does: templates/nginx/sites-available/site.conf.j2 has the headers.
    """
    url = site_url(cluster.settings, cluster.lb[0].url_address)
    host = url.removeprefix(f"{SCHEME}://")
    address = cluster.lb[0].address
    return httpx.Client(
        base_url=url,
        headers={
            "X-Real-IP": address,
            "X-Forwarded-For": address,
            "X-Forwarded-Host": host,
            "X-Forwarded-Port": str(cluster.settings.http_port),
            "X-Forwarded-Proto": SCHEME,
        },
        cookies=cookie_jar(),
        transport=ForwardedTransport(Forwarding(transport, server.address, port)),
        timeout=seconds,
    )


def lb_client(settings: Settings, address: str, source: str | None, seconds: float) -> httpx.Client:
    """Give a client of a load balancer at that address, from a source address of this machine."""
    return httpx.Client(
        base_url=site_url(settings, address),
        cookies=cookie_jar(),
        transport=httpx.HTTPTransport(verify=NO_TLS, local_address=source),
        timeout=seconds,
    )
