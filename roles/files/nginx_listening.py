"""Where nginx listens: for the site, and for whoever asks for no site by its name."""

from roles.configuration.settings import Settings
from roles.files.headers import HEADER_BUFFER_KB, HEADER_BUFFERS
from roles.files.nginx_host import HostNginx
from roles.files.templates import render
from roles.files.tls import TLS_CIPHERS
from roles.shared_places import NGINX_TICKET_KEY


def listens(
    settings: Settings, nginx: HostNginx, port: int, *, is_default: bool, tls: bool
) -> list[str]:
    """Give what `listen` says for a port, each family of addresses that the host has."""
    options = {
        "ssl": tls,
        "http2": tls and not nginx.says_http2,
        "proxy_protocol": settings.proxy_protocol,
        "default_server": is_default,
    }
    words = [word for word, said in options.items() if said]
    families = [str(port), f"[::]:{port}"] if nginx.ipv6 else [str(port)]
    return [" ".join([family, *words]) for family in families]


def render_default(settings: Settings, nginx: HostNginx, port: int) -> str:
    """Nginx' server of a port for those who ask for no site there by its name.

    It is the same for every app that shares the port.
    """
    tls = settings.heard_at[port]
    return render(
        "nginx/conf.d/session-cluster-default.conf.j2",
        port=port,
        tls=tls,
        listens=listens(settings, nginx, port, is_default=True, tls=tls),
        http2_directive=nginx.says_http2,
        tls_ciphers=TLS_CIPHERS,
        ticket_key=NGINX_TICKET_KEY,
        header_buffers=HEADER_BUFFERS,
        header_buffer_kb=HEADER_BUFFER_KB,
    )
