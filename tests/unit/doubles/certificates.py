"""Certificates that load balancers have in the tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)
# Of a site's own name; an authority's certificate has another one's.
SUBJECT = "session-cluster"
AUTHORITY = "an authority"


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass(frozen=True)
class Made:
    """A certificate and its key as PEM."""

    certificate: bytes
    key: bytes
    encrypted_key: bytes


def make_certificate(
    *names: str, issuer: str = AUTHORITY, days: float = 90, left: float = 90, now: datetime = NOW
) -> Made:
    """Make a certificate for names that lasts so many days, of which some are left now."""
    key = ec.generate_private_key(ec.SECP256R1())
    ends = now + timedelta(days=left)
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(SUBJECT))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=days))
        .not_valid_after(ends)
        .add_extension(alternatives, critical=False)
        .sign(key, SHA256())
    )
    pem, kind = Encoding.PEM, PrivateFormat.PKCS8
    return Made(
        made.public_bytes(pem),
        key.private_bytes(pem, kind, NoEncryption()),
        key.private_bytes(pem, kind, BestAvailableEncryption(b"secret")),
    )
