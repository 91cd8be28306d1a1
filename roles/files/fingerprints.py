"""Sums of what hosts run from, by which a run knows whether something is to be done."""

from collections.abc import Iterable
from hashlib import sha256

from roles.files.nginx_host import HostNginx

# Characters of the sum that tells the settings of a release apart: enough for a site's.
SETTINGS_LENGTH = 8


def app_fingerprint(environment: str, properties: str, unit: str, release: str) -> str:
    """Sum up all that an app server runs from; the hosts compute the same (survey.sh)."""
    parts = [sha256(text.encode()).hexdigest() for text in (environment, properties, unit)]
    return sha256(" ".join([*parts, release]).encode()).hexdigest()


def revision_name(release: str, environment: str, properties: str, unit: str) -> str:
    """Name a release with its settings: the same on every server, whatever its address."""
    settings = sha256("\0".join([environment, properties, unit]).encode()).hexdigest()
    return f"{release}.{settings[:SETTINGS_LENGTH]}"


def lb_fingerprint(texts: Iterable[str | None], nginx: HostNginx) -> str:
    """Sum up nginx' files, those that are there, and its workers' size.

    The hosts compute the same (survey.sh).
    """
    size = f"{nginx.connections} {nginx.open_files}\n"
    return sha256("".join([*(text or "" for text in texts), size]).encode()).hexdigest()
