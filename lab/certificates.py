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
    """A certificate with its chain, the authority's own at its end, and its key, as files."""

    certificate: Path
    key: Path

    @property
    def data(self) -> tuple[str, ...]:
        """The settings that deploy it."""
        return ("tls=files", f"tls_certificate={self.certificate}", f"tls_key={self.key}")


def authority_file(topology: Topology) -> Path:
    """Give where the certificate of the lab's authority stands."""
    return topology.state / "ca.pem"


def _write_secret(file: Path, content: bytes) -> None:
    file.touch(0o600)
    file.write_bytes(content)


def _authority(topology: Topology) -> trustme.CA:
    """Give the lab's authority; it is made the first time."""
    certificate, key = authority_file(topology), topology.state / "ca.key"
    if not key.exists():
        made = trustme.CA()
        topology.state.mkdir(parents=True, exist_ok=True)
        certificate.write_bytes(made.cert_pem.bytes())
        _write_secret(key, made.private_key_pem.bytes())
    return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())


def issue(
    topology: Topology,
    name: str = "site",
    names: tuple[str, ...] = NAMES,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Issued:
    """Have the lab's authority give a certificate for names; `name` names its files."""
    authority = _authority(topology)
    made = authority.issue_cert(*names, not_before=not_before, not_after=not_after)
    issued = Issued(topology.state / f"{name}.pem", topology.state / f"{name}.key")
    chain = [*made.cert_chain_pems, authority.cert_pem]
    issued.certificate.write_bytes(b"".join(pem.bytes() for pem in chain))
    _write_secret(issued.key, made.private_key_pem.bytes())
    return issued
