"""What a load balancer gets that nobody else may read: a certificate's key, the one of sessions."""

from hashlib import sha256

from roles.configuration.cluster import Member
from roles.files.tls import given_certificate
from roles.run.run import Run
from roles.shared_places import NGINX_TICKET_KEY
from roles.tickets import given_ticket_key


def lb_secrets(run: Run) -> dict[str, bytes]:
    """Give what is in each file that changes, by its path; b"" for one that shall not be there."""
    files = {
        run.places.certificate_file: _certificate(run),
        NGINX_TICKET_KEY: given_ticket_key(run),
    }
    return {path: secret for path, secret in files.items() if secret is not None}


def certificate_sum(run: Run, member: Member) -> str:
    """What tells that the certificate is another one, where it is not made on the host."""
    settings = run.cluster.settings
    if settings.has_certificate_on_hosts:
        return run.readings.survey(member).certificate_sum or ""
    given = given_certificate(settings)
    return sha256(given).hexdigest() if given else ""


def _certificate(run: Run) -> bytes | None:
    """What the kit's own file of a certificate and its key gets; b"" where none shall be there."""
    settings, kits = run.cluster.settings, run.places.certificate_file
    if not settings.uses_tls or settings.certificate_files(kits) != (kits, kits):
        return b""
    return given_certificate(settings)
