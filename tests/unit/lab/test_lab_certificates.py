"""What the lab's own authority gives: certificates of one authority, with keys that stay secret."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lab import topology
from lab.certificates import NAMES, Issued, authority_file, issue
from lab.topology import Topology

LAB = Topology("a-lab", "bookworm", {"lb": 1})


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topology, "STATE", tmp_path)


def read(issued: Issued) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(issued.certificate.read_bytes())


def names_of(certificate: x509.Certificate) -> set[str]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(found.get_values_for_type(x509.DNSName))


def test_it_is_for_the_names_and_ends_with_the_authority() -> None:
    leaf, authority = read(issue(LAB))
    assert names_of(leaf) == set(NAMES)
    leaf.verify_directly_issued_by(authority)
    (known,) = x509.load_pem_x509_certificates(authority_file(LAB).read_bytes())
    assert authority == known


def test_every_certificate_is_the_same_authoritys() -> None:
    first, second = read(issue(LAB, "first")), read(issue(LAB, "second", ("other.example",)))
    assert first[1] == second[1]
    assert first[0].serial_number != second[0].serial_number


def test_it_lasts_as_long_as_is_asked() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    begins, ends = now - timedelta(days=9), now - timedelta(days=2)
    leaf = read(issue(LAB, not_before=begins, not_after=ends))[0]
    assert (leaf.not_valid_before_utc, leaf.not_valid_after_utc) == (begins, ends)


def test_the_keys_fit_and_nobody_else_reads_them() -> None:
    issued = issue(LAB)
    key = load_pem_private_key(issued.key.read_bytes(), None)
    assert key.public_key() == read(issued)[0].public_key()
    for file in (issued.key, LAB.state / "ca.key"):
        assert file.stat().st_mode & 0o777 == 0o600
