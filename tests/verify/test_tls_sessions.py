"""A TLS session that began at one load balancer goes on at every other."""

import ssl

import pytest

from roles.configuration.cluster import Cluster, Member
from roles.visiting.site_transport import trusting
from tests.verify.evidence import check
from tests.verify.handshakes import connected, handshake_command
from verify.target import Target


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_tls_session_goes_on_at_every_load_balancer(
    target: Target, cluster: Cluster, lb: Member, version: ssl.TLSVersion
) -> None:
    # Each may have a certificate of its own.
    certificates = b"".join(target.certificate(member) or b"" for member in cluster.lb)
    context = trusting(certificates)
    context.minimum_version = context.maximum_version = version
    first = cluster.lb[0]
    with connected(target, first, context) as connection:
        session = _session(connection, str(cluster.settings.site_host))
    with connected(target, lb, context, session) as connection:
        reused = bool(connection.session_reused)
    commands = handshake_command(target, first), handshake_command(target, lb)
    check(
        lb.name,
        f"a {version.name} session of {first.name} goes on",
        expected=True,
        found=reused,
        command=f"{commands[0]} -sess_out s; {commands[1]} -sess_in s",
    )


def _session(connection: ssl.SSLSocket, host: str) -> ssl.SSLSession | None:
    """Give the session of a connection: TLS 1.3 tells it with what comes after the handshake."""
    connection.sendall(f"HEAD / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    while connection.recv(4096):
        pass
    return connection.session
