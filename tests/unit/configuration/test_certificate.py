"""What is said of a certificate that nginx should not serve with, and when nothing is."""

from datetime import timedelta
from ipaddress import ip_address

import pytest
import trustme

from roles.configuration.certificate import (
    certificate_misfit,
    covers,
    read_certificate,
)
from roles.configuration.pem_keys import public_key, public_key_of
from tests.unit.doubles.certificates import AUTHORITY, NOW, SUBJECT, make_certificate

NAME = "shop.example"


def misfit(certificate: bytes, key: bytes | None = None, *names: str) -> str | None:
    return certificate_misfit("It", certificate, key, names or (NAME,), NOW)


def key_of(pem: bytes) -> bytes:
    found = public_key_of(pem)
    assert isinstance(found, bytes)
    return found


@pytest.mark.parametrize(
    ("name", "asked", "covered"),
    [
        ("shop.example", "shop.example", True),
        ("SHOP.example", "shop.example", True),
        ("*.shop.example", "www.shop.example", True),
        ("*.shop.example", "shop.example", False),
        ("*.shop.example", "a.b.shop.example", False),
        ("*.shop.example", "*.shop.example", True),
        ("*.shop.example", "*.www.shop.example", False),
        ("www.shop.example", "*.shop.example", False),
        ("*.example", "wwwshop.example", True),
        ("192.0.2.1", "192.0.2.1", True),
    ],
)
def test_a_star_stands_for_the_first_label_and_for_one(
    name: str, asked: str, covered: bool
) -> None:
    assert covers([name], asked) is covered


def test_nothing_speaks_against_one_that_fits() -> None:
    made = make_certificate(NAME, f"*.{NAME}")
    assert misfit(made.certificate, key_of(made.key), NAME, f"www.{NAME}") is None
    assert misfit(made.certificate) is None


def test_what_is_no_pem_is_said() -> None:
    assert misfit(b"") == "It is no PEM certificate: give one, its chain behind it."
    assert misfit(make_certificate(NAME).key) == misfit(b"")


def test_a_key_of_another_is_said() -> None:
    other = key_of(make_certificate(NAME).key)
    assert misfit(make_certificate(NAME).certificate, other) == (
        "It does not fit the key of tls_key: give the two that were made together."
    )


def test_a_name_that_it_lacks_is_said() -> None:
    assert misfit(make_certificate(NAME).certificate, None, NAME, "blog.example") == (
        "It is for shop.example, and server_names has blog.example: get one for it too, or take "
        "the name out."
    )
    assert (said := misfit(make_certificate().certificate)) and said.startswith("It is for no name")


@pytest.mark.parametrize(
    ("left", "days", "said"),
    [
        (-0.01, 90, "It has ended on 2026-11-27 02:15 UTC: renew it, then run this again."),
        (2.5, 90, "It ends on 2026-11-29 14:30 UTC, in less than 3 days: renew it, then "),
        (91, 90, "It is valid from 2026-11-28 02:30 UTC on: wait until then, or renew it, "),
    ],
)
def test_one_that_does_not_count_now_or_soon_is_said(left: float, days: float, said: str) -> None:
    found = misfit(make_certificate(NAME, left=left, days=days).certificate)
    assert found and found.startswith(said)


def test_a_chain_goes_from_the_sites_own_to_each_ones_issuer() -> None:
    authority = trustme.CA()
    issuing = authority.create_child_ca()
    leaf = issuing.issue_cert(
        NAME, not_before=NOW - timedelta(days=1), not_after=NOW + timedelta(days=9)
    )
    own, *between = [pem.bytes() for pem in leaf.cert_chain_pems]
    root = authority.cert_pem.bytes()
    assert misfit(own) is None
    assert misfit(b"".join([own, *between, root])) is None
    assert misfit(b"".join([own, root, *between])) == (
        "It is followed by one that has not issued it: first the site's own, then each authority "
        "that has issued the one before."
    )


def test_a_key_is_read_unless_it_asks_for_a_password() -> None:
    made = make_certificate(NAME)
    found = read_certificate(made.certificate)
    assert found and found.key == key_of(made.key)
    assert public_key_of(made.encrypted_key) == (
        "a key that asks for a password, which nginx can't give at a boot"
    )
    assert public_key_of(made.certificate) == "no PEM key that can be read"
    assert public_key(made.certificate) is None


def test_what_it_is_itself_is_read() -> None:
    found = read_certificate(make_certificate(NAME, issuer=AUTHORITY).certificate)
    assert found and found.names == (NAME,) and not found.is_self_signed
    assert (found.days_left(NOW), found.ends - found.begins) == (90, timedelta(days=90))
    own = read_certificate(make_certificate(NAME, issuer=SUBJECT, left=-0.5).certificate)
    assert own and own.is_self_signed and own.days_left(NOW) == -1


def test_an_address_is_a_name_too() -> None:
    made = trustme.CA().issue_cert(str(ip_address("192.0.2.1")))
    found = read_certificate(made.cert_chain_pems[0].bytes())
    assert found and found.names == ("192.0.2.1",)
