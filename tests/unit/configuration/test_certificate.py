"""A certificate that nginx should not serve with is refused in one sentence."""

from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from roles.configuration.certificate import (
    certificate_misfit,
    covers,
    public_key_of,
    read_certificate,
)
from roles.configuration.given_certificate import refuse_unfit_certificate
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.certificates import NOW, make_certificate
from tests.unit.doubles.examples import defaults

NAMES = ["shop.example"]


def misfit(pem: bytes, key: bytes, *names: str) -> str | None:
    public = public_key_of(key)
    assert isinstance(public, bytes)
    return certificate_misfit("It", pem, public, names or NAMES, NOW)


@pytest.mark.parametrize(
    ("name", "asked", "covered"),
    [
        ("shop.example", "shop.example", True),
        ("SHOP.example", "shop.example", True),
        ("*.shop.example", "www.shop.example", True),
        ("*.shop.example", "*.shop.example", True),
        ("*.shop.example", "shop.example", False),
        ("*.shop.example", "a.www.shop.example", False),
        ("*.example", "*.shop.example", False),
        ("www.shop.example", "*.shop.example", False),
        ("*", "localhost", False),
    ],
)
def test_a_star_stands_for_the_first_label(name: str, asked: str, covered: bool) -> None:
    assert covers([name], asked) is covered


def test_a_certificate_that_fits_is_taken() -> None:
    made = make_certificate("shop.example", "*.shop.example", left=3)
    assert misfit(made.certificate, made.key, "shop.example", "www.shop.example") is None
    found = read_certificate(made.certificate)
    assert found and found.days_left(NOW) == 3 and not found.is_self_signed


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (2.9, "It ends on 2026-11-30 00:06 UTC, in less than 3 days: renew it"),
        (0, "It has ended on 2026-11-27 02:30 UTC: renew it"),
        (-1, "It has ended on 2026-11-26 02:30 UTC: renew it"),
        (91, "It is valid from 2026-11-28 02:30 UTC on: wait until then"),
    ],
)
def test_one_that_does_not_last_is_refused(left: float, words: str) -> None:
    made = make_certificate(*NAMES, left=left)
    said = misfit(made.certificate, made.key)
    assert said and said.startswith(words)


def test_one_for_other_names_is_refused() -> None:
    made = make_certificate("other.example")
    said = misfit(made.certificate, made.key)
    assert said and "is for other.example, and server_names has shop.example" in said
    said = misfit(make_certificate().certificate, made.key)
    assert said and "is for no name" in said


def test_one_that_does_not_fit_its_key_is_refused() -> None:
    said = misfit(make_certificate(*NAMES).certificate, make_certificate(*NAMES).key)
    assert said == ("It does not fit the key of tls_key: give the two that were made together.")


def test_a_chain_in_the_wrong_order_is_refused() -> None:
    parent = trustme.CA().create_child_ca()
    made = parent.issue_cert(*NAMES)
    leaf, *chain = [pem.bytes() for pem in made.cert_chain_pems]
    now = NOW + timedelta(days=1)
    keys = made.private_key_pem.bytes()
    public = public_key_of(keys)
    assert isinstance(public, bytes) and chain
    for others, broken in ((chain, False), ([make_certificate("a.b").certificate], True)):
        said = certificate_misfit("It", b"".join([leaf, *others]), public, NAMES, now)
        assert bool(said) is broken
    assert said and "is followed by one that has not issued it" in said


@pytest.mark.parametrize(
    ("certificate", "key", "words"),
    [
        ("nonsense", "key", "is no PEM certificate: give one, its chain behind it."),
        ("key", "key", "is no PEM certificate"),
        ("certificate", "nonsense", "no PEM key that can be read."),
        ("certificate", "certificate", "no PEM key that can be read."),
        ("certificate", "encrypted", "a key that asks for a password, which nginx can't give"),
        ("missing", "key", "that file can't be read (No such file or directory)"),
        ("certificate", "missing", "that file can't be read (No such file or directory)"),
    ],
)
def test_what_is_no_certificate_or_no_key_is_said(
    tmp_path: Path, certificate: str, key: str, words: str
) -> None:
    made = make_certificate(*NAMES)
    (tmp_path / "certificate").write_bytes(made.certificate)
    (tmp_path / "key").write_bytes(made.key)
    (tmp_path / "encrypted").write_bytes(made.encrypted_key)
    (tmp_path / "nonsense").write_text("nonsense")
    files = {"tls_certificate": f"{tmp_path}/{certificate}", "tls_key": f"{tmp_path}/{key}"}
    settings = build_settings(defaults(tls="files", server_names=NAMES, **files))
    with pytest.raises(RefusedError) as refused:
        refuse_unfit_certificate(settings)
    assert words in str(refused.value) and f"{tmp_path}" in str(refused.value)
    assert "PRIVATE" not in str(refused.value)


def test_files_of_the_load_balancers_are_not_looked_for_here() -> None:
    files = {"tls_certificate": "host:/etc/ssl/a.pem", "tls_key": "host:/etc/ssl/a.key"}
    refuse_unfit_certificate(build_settings(defaults(tls="files", server_names=NAMES, **files)))
    refuse_unfit_certificate(build_settings(defaults()))
