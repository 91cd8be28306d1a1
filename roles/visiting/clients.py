"""HTTP clients for visitors: of a server as the load balancers ask it, and of a load balancer."""

import httpx
from paramiko import Transport

from roles.configuration.cluster import Cluster, Member
from roles.configuration.edge_settings import DEFAULT_PORTS
from roles.configuration.settings import Settings
from roles.visiting.forwarding import ForwardedTransport, Forwarding
from roles.visiting.site_transport import (
    PROXY_PROTOCOL,
    LoadBalancer,
    SiteTransport,
    trusting,
)
from roles.visiting.visitor import cookie_jar


def site_url(settings: Settings, address: str) -> str:
    """Give the site's URL: by its name, or where it has none at a load balancer's address."""
    host = settings.site_host or address
    said = settings.visitor_port != DEFAULT_PORTS[settings.scheme]
    return f"{settings.scheme}://{host}{f':{settings.visitor_port}' if said else ''}"


def server_client(
    cluster: Cluster, server: Member, port: int, transport: Transport, seconds: float
) -> httpx.Client:
    """Give a client that reaches a server through its host's SSH connection.

    It asks as a load balancer does, which has ended TLS: server.conf.j2 of the nginx site has the
    headers.
    """
    url = site_url(cluster.settings, cluster.lb[0].url_address)
    address = cluster.lb[0].address
    return httpx.Client(
        base_url=url,
        headers={
            "X-Real-IP": address,
            "X-Forwarded-For": address,
            "X-Forwarded-Host": url.partition("://")[2],
            "X-Forwarded-Port": str(cluster.settings.visitor_port),
            "X-Forwarded-Proto": cluster.settings.scheme,
        },
        cookies=cookie_jar(),
        transport=ForwardedTransport(Forwarding(transport, server.address, port)),
        timeout=seconds,
    )


def lb_client(
    settings: Settings,
    address: str,
    source: str | None,
    seconds: float,
    certificate: bytes | None = None,
) -> httpx.Client:
    """Give a client of a load balancer at that address, from a source address of this machine.

    `address` is as in a URL. Over HTTPS `certificate` is what is trusted, with its chain.
    """
    return httpx.Client(
        base_url=site_url(settings, address),
        cookies=cookie_jar(),
        transport=SiteTransport(load_balancer(settings, address), trusting(certificate), source),
        timeout=seconds,
    )


def load_balancer(settings: Settings, address: str) -> LoadBalancer:
    """Give the way to the load balancer at an address, as in a URL, where it serves the site."""
    begins_with = PROXY_PROTOCOL if settings.proxy_protocol else b""
    return LoadBalancer(address.strip("[]"), settings.visitor_port, begins_with)
