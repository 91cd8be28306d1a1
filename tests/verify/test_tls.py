"""HTTPS as it is asked for: the certificate, the versions, where plain HTTP leads, the cookies."""

import ssl
from datetime import UTC, datetime
from warnings import catch_warnings

import httpx
import pytest

from roles.configuration.certificate import ABOUT_TO_END, covers, leaf, read_certificate
from roles.configuration.cluster import Cluster, Member
from roles.shared_places import nginx_default_file
from roles.visiting.clients import lb_client, load_balancer, site_url
from roles.visiting.site_transport import PROXY_PROTOCOL, LoadBalancer, SiteTransport, trusting
from tests.verify.evidence import Evidence, check
from tests.verify.handshakes import connected, handshake_command
from tests.verify.smoke import SECONDS, asked
from verify.target import Target

REDIRECT = 308


def test_the_certificate_is_for_the_sites_names_and_lasts(
    target: Target, cluster: Cluster, lb: Member, evidence: Evidence
) -> None:
    with connected(target, lb, trusting(target.certificate(lb))) as connection:
        served = connection.getpeercert(binary_form=True) or b""
    check(
        lb.name,
        "the certificate that it serves is the one that it has",
        expected=True,
        found=served == leaf(target.certificate(lb) or b"")
        or "another one: nginx has not loaded it since it was replaced",
        command=handshake_command(target, lb),
    )
    certificate = read_certificate(ssl.DER_cert_to_PEM_cert(served).encode())
    assert certificate is not None
    names, now = cluster.settings.server_names, datetime.now(UTC)
    check(
        lb.name,
        "its certificate is for every name of the site",
        expected=[],
        found=[name for name in names if not covers(certificate.names, name)],
        command=handshake_command(target, lb),
    )
    check(
        lb.name,
        f"its certificate lasts for {ABOUT_TO_END.days} days at least",
        expected=True,
        found=certificate.ends - now >= ABOUT_TO_END or f"{certificate.days_left(now)} days",
        command=handshake_command(target, lb),
    )
    signed = "signed by itself" if certificate.is_self_signed else "signed by an authority"
    left = f"{certificate.days_left(now)} days left"
    evidence.saw(lb.name, f"its certificate is for {', '.join(names)}, {signed}; {left}")


@pytest.mark.parametrize(
    ("version", "spoken"),
    [
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
def test_tls_is_1_2_or_1_3(
    target: Target, lb: Member, version: ssl.TLSVersion, spoken: bool
) -> None:
    context = trusting(target.certificate(lb))
    # This machine's own OpenSSL must not be what refuses the old one.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = context.maximum_version = version
    try:
        with connected(target, lb, context) as connection:
            found = connection.version() is not None
    except (ssl.SSLError, ConnectionError):
        found = False
    check(
        lb.name,
        f"{version.name} is {'spoken' if spoken else 'refused'}",
        expected=spoken,
        found=found,
        command=handshake_command(target, lb),
    )


def test_http_2_is_offered(target: Target, lb: Member, evidence: Evidence) -> None:
    context = trusting(target.certificate(lb))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with connected(target, lb, context) as connection:
        spoken, version = connection.selected_alpn_protocol(), connection.version()
    check(
        lb.name,
        "HTTP/2 is offered",
        expected="h2",
        found=spoken,
        command=handshake_command(target, lb),
    )
    evidence.saw(lb.name, f"speaks {version} and HTTP/2")


def test_plain_http_leads_to_https(target: Target, cluster: Cluster, lb: Member) -> None:
    settings, address = cluster.settings, target.visible_address(lb)
    begins_with = PROXY_PROTOCOL if settings.proxy_protocol else b""
    way = LoadBalancer(address.strip("[]"), settings.http_port, begins_with)
    with httpx.Client(transport=SiteTransport(way, trusting(None)), timeout=SECONDS) as client:
        answer = client.get(f"http://{settings.site_host}/a/path?with=more")
    check(
        lb.name,
        "plain HTTP leads to the same over HTTPS",
        expected=f"{REDIRECT} to {site_url(settings, address)}/a/path?with=more",
        found=f"{answer.status_code} to {answer.headers.get('location', 'nowhere')}",
        command=f"curl -i --resolve {settings.site_host}:{settings.http_port}:{address} "
        f"'http://{settings.site_host}:{settings.http_port}/a/path?with=more'",
    )


def test_browsers_are_told_to_stay_with_https(target: Target, cluster: Cluster, lb: Member) -> None:
    settings, address = cluster.settings, target.visible_address(lb)
    with lb_client(settings, address, None, SECONDS, target.certificate(lb)) as client:
        found = client.get("/").headers.get("strict-transport-security", "nothing")
    check(
        lb.name,
        "Strict-Transport-Security is as hsts_seconds asks",
        expected=f"max-age={settings.hsts_seconds}" if settings.hsts_seconds else "nothing",
        found=found,
        command=asked(target, lb),
    )


def test_another_name_gets_no_certificate(target: Target, cluster: Cluster, lb: Member) -> None:
    settings = cluster.settings
    if not target.host(lb).file(nginx_default_file(settings.https_port)).exists:
        pytest.skip("a site of somebody else's answers who asks for another name")
    with httpx.Client(
        transport=SiteTransport(
            load_balancer(settings, target.visible_address(lb)),
            trusting(target.certificate(lb)),
        ),
        timeout=SECONDS,
    ) as client:
        try:
            found = f"status {client.get('https://another.invalid/').status_code}"
        except httpx.ConnectError as error:
            found = "refused" if "unrecognized" in str(error).lower() else str(error)
    check(
        lb.name,
        "TLS is refused for a name that is not the site's",
        expected="refused",
        found=found,
        command=handshake_command(target, lb).replace(str(settings.site_host), "another.invalid"),
    )
