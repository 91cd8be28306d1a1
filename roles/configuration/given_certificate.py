"""A certificate and a key that stand on this machine, checked before any host is asked."""

from datetime import UTC, datetime
from os.path import expanduser
from pathlib import Path

from roles.configuration.certificate import certificate_misfit
from roles.configuration.edge_settings import EdgeSettings
from roles.configuration.pem_keys import public_key_of
from roles.errors import RefusedError


def refuse_unfit_certificate(settings: EdgeSettings) -> None:
    """Refuse files that nginx should not serve with; those of the load balancers are theirs."""
    if settings.tls != "files" or settings.has_certificate_on_hosts:
        return
    certificate = _read("tls_certificate", settings.tls_certificate)
    found = public_key_of(_read("tls_key", settings.tls_key))
    if isinstance(found, str):
        raise RefusedError(f"tls_key is {settings.tls_key!r}: {found}. Give the certificate's key.")
    what = f"The certificate of {settings.tls_certificate!r} (tls_certificate)"
    now = datetime.now(UTC)
    if said := certificate_misfit(what, certificate, found, settings.server_names, now):
        raise RefusedError(said)


def _read(setting: str, file: str) -> bytes:
    try:
        return Path(expanduser(file)).read_bytes()
    except OSError as error:
        raise RefusedError(
            f"{setting} is {file!r}: that file can't be read ({error.strerror}). Name another, or "
            "make it readable."
        ) from None
