"""TLS connections to a load balancer, by the site's name, without HTTP."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from roles.configuration.cluster import Member
from roles.visiting.site_transport import PROXY_PROTOCOL
from tests.verify.smoke import SECONDS
from verify.target import Target


@contextmanager
def connected(
    target: Target, lb: Member, context: ssl.SSLContext, session: ssl.SSLSession | None = None
) -> Iterator[ssl.SSLSocket]:
    """Give a connection to a load balancer, which goes on with a session where one is given."""
    settings = target.cluster.settings
    where = (target.visible_address(lb).strip("[]"), settings.visitor_port)
    with socket.create_connection(where, timeout=SECONDS) as plain:
        if settings.proxy_protocol:
            plain.sendall(PROXY_PROTOCOL)
        name = settings.site_host
        with context.wrap_socket(plain, server_hostname=name, session=session) as connection:
            yield connection


def handshake_command(target: Target, lb: Member) -> str:
    """Give the command that shakes hands as the verification does."""
    settings, address = target.cluster.settings, target.visible_address(lb)
    where = f"{address}:{settings.visitor_port}"
    return f"openssl s_client -connect {where} -servername {settings.site_host}"
