"""The lab's own authority, and the certificates that it gives."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import trustme

from lab.topology import Topology

# The names by which visitors ask for the lab's site.
NAMES = ("studio.example", "*.studio.example")


@dataclass(frozen=True)
class Issued:
    """A certificate with its chain, and its key, as files."""

    certificate: Path
    key: Path

    @property
    def data(self) -> tuple[str, ...]:
        """The settings that deploy it."""
        return (f"tls_certificate={self.certificate}", f"tls_key={self.key}")


def issue(
    folder: Path,
    name: str,
    names: tuple[str, ...] = NAMES,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Issued:
    """Write a certificate for those names, of a new authority, under a file's name in a folder."""
    made = trustme.CA().issue_cert(*names, not_before=not_before, not_after=not_after)
    issued = Issued(folder / f"{name}.pem", folder / f"{name}.key")
    issued.certificate.write_bytes(b"".join(pem.bytes() for pem in made.cert_chain_pems))
    issued.key.write_bytes(made.private_key_pem.bytes())
    issued.key.chmod(0o600)
    return issued


def site_certificate(topology: Topology) -> Issued:
    """Give the certificate of a lab's site; it is made the first time."""
    issued = Issued(topology.state / "site.pem", topology.state / "site.key")
    return issued if issued.key.exists() else issue(topology.state, "site")
