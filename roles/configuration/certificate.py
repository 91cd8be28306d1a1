"""A certificate for the load balancers: whether it fits its key and the site's names, and lasts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# One that ends so soon is renewed before anything else is done.
ABOUT_TO_END = timedelta(days=3)
RENEW = "renew it, then run this again."


@dataclass(frozen=True)
class Certificate:
    """A certificate as nginx would serve it: for which names, and from when until when.

    `key` is its public key, in the one form that two of the same have.
    """

    names: tuple[str, ...]
    begins: datetime
    ends: datetime
    key: bytes
    is_self_signed: bool
    chain_is_broken: bool = False

    def days_left(self, now: datetime) -> int:
        """How many whole days it lasts still; less than none where it has ended."""
        return (self.ends - now) // timedelta(days=1)


def read_certificate(pem: bytes) -> Certificate | None:
    """Read a PEM certificate that its chain may follow; None where it is none."""
    try:
        chain = x509.load_pem_x509_certificates(pem)
    except ValueError:
        return None
    leaf = chain[0]
    return Certificate(
        tuple(_names(leaf)),
        leaf.not_valid_before_utc,
        leaf.not_valid_after_utc,
        leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        leaf.issuer == leaf.subject,
        not all(_issued(*pair) for pair in pairwise(chain)),
    )


def leaf(pem: bytes) -> bytes:
    """Give the first certificate of a chain, as it goes over the network."""
    return x509.load_pem_x509_certificates(pem)[0].public_bytes(Encoding.DER)


def _names(certificate: x509.Certificate) -> list[str]:
    """The names of the subject's alternatives; browsers look nowhere else."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    addresses = map(str, found.get_values_for_type(x509.IPAddress))
    return [*found.get_values_for_type(x509.DNSName), *addresses]


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def covers(names: Iterable[str], asked: str) -> bool:
    """Tell whether one of a certificate's names is for that one (RFC 6125, 6.4.3).

    A * stands for one label, the first; it does not for what is below another *.
    """
    names = [name.lower() for name in names]
    _, dot, parent = asked.partition(".")
    return asked in names or (bool(dot) and not asked.startswith("*") and f"*.{parent}" in names)


def certificate_misfit(
    what: str, pem: bytes, key: bytes | None, server_names: Sequence[str], now: datetime
) -> str | None:
    """Say why nginx should not serve with a certificate; None where nothing speaks against it.

    `what` says where it is from, `key` is the public one that belongs to its key's file; None where
    that is not known.
    """
    return next(_misfits(what, pem, key, server_names, now), None)


def _misfits(
    what: str, pem: bytes, key: bytes | None, server_names: Sequence[str], now: datetime
) -> Iterator[str]:
    certificate = read_certificate(pem)
    if certificate is None:
        yield f"{what} is no PEM certificate: give one, its chain behind it."
        return
    for name in server_names:
        if not covers(certificate.names, name):
            names = ", ".join(certificate.names) or "no name"
            yield (
                f"{what} is for {names}, and server_names has {name}: get one for it too, or take "
                "the name out."
            )
    if key is not None and certificate.key != key:
        yield f"{what} does not fit the key of tls_key: give the two that were made together."
    if certificate.chain_is_broken:
        yield (
            f"{what} is followed by one that has not issued it: first the site's own, then each "
            "authority that has issued the one before."
        )
    if certificate.begins > now:
        yield f"{what} is valid from {_said(certificate.begins)} on: wait until then, or {RENEW}"
    if certificate.ends <= now:
        yield f"{what} has ended on {_said(certificate.ends)}: {RENEW}"
    elif certificate.ends - now < ABOUT_TO_END:
        yield f"{what} ends on {_said(certificate.ends)}, in less than 3 days: {RENEW}"


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
