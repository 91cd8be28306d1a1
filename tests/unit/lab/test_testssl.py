"""What the scanner of TLS writes, by both of Debian's versions of it."""

import pytest

from tests.lab.testssl import read_rating

NUMBERED = "x1301   TLS_AES_128_GCM_SHA256            ECDH 253   AESGCM      128"
BY_PROTOCOL = "TLSv1.3   x1301   TLS_AES_128_GCM_SHA256   ECDH 253   AESGCM      128"


def finding(name: str, severity: str, text: str) -> dict[str, str]:
    return {"id": name, "ip": "studio.example/192.0.2.1", "severity": severity, "finding": text}


@pytest.mark.parametrize("name", ["PFS", "FS"])
def test_both_versions_are_read_alike(name: str) -> None:
    assert read_rating([finding(name, "OK", "offered")]).said == {"FS": "offered"}


def test_what_may_be_wrong_is_a_fault() -> None:
    severities = ["OK", "INFO", "LOW", "WARN", "MEDIUM", "HIGH", "CRITICAL"]
    rating = read_rating(finding(each.lower(), each, "said") for each in severities)
    assert list(rating.faults) == ["warn", "medium", "high", "critical"]
    assert rating.faults["high"] == "HIGH: said"


def test_each_cipher_is_known_by_openssls_name_of_it() -> None:
    rating = read_rating(
        [
            finding("cipher_order", "HIGH", "NOT a cipher order configured"),
            finding("cipher-tls1_3_x1301", "OK", BY_PROTOCOL),
            finding("cipher_x1301", "INFO", NUMBERED),
        ]
    )
    assert rating.ciphers == {"TLS_AES_128_GCM_SHA256"}
