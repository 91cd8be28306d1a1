"""Files of this machine that nginx should not serve with are refused before any host is asked."""

from pathlib import Path

import pytest

from roles.configuration.given_certificate import refuse_unfit_certificate
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.certificates import make_certificate
from tests.unit.doubles.examples import defaults

NAMES = ["shop.example"]


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
