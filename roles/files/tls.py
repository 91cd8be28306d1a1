"""What TLS may be, by Mozilla's intermediate configuration 5.8 (ssl-config.mozilla.org)."""

from os.path import expanduser
from pathlib import Path

from roles.configuration.settings import Settings

# TLS 1.3 has its own, and the curves are OpenSSL's: what is named here would leave out newer ones.
TLS_CIPHERS = ":".join(
    [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305",
    ]
)


def given_certificate(settings: Settings) -> bytes | None:
    """Give the key and the certificate of this machine in one; None where they are elsewhere.

    In one file, so that nginx never reads the one of before with the other of now.
    """
    if settings.tls != "files" or settings.has_certificate_on_hosts:
        return None
    files = (settings.tls_key, settings.tls_certificate)
    return b"\n".join(Path(expanduser(file)).read_bytes() for file in files)
