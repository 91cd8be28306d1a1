"""Keys in PEM files: what anybody may know of them."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


def public_key_of(pem: bytes) -> bytes | str:
    """Give the public key that belongs to a PEM key; a sentence's part where there is none."""
    try:
        key = load_pem_private_key(pem, password=None).public_key()
    except TypeError:
        return "a key that asks for a password, which nginx can't give at a boot"
    except (ValueError, UnsupportedAlgorithm):
        return "no PEM key that can be read"
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_key(pem: bytes) -> bytes | None:
    """Read a PEM public key; None where it is none."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
