"""When a load balancer asks an authority for a certificate, and what its status says of one."""

from typing import Any

import pytest

from roles.configuration.cluster import Cluster
from roles.configuration.edge_settings import LETS_ENCRYPT
from roles.files.renewal_hook import hook_sum, render_renewal_hook
from roles.places import Places
from roles.survey.acme import is_renewed, needs_asking
from roles.survey.found import FoundAcme
from roles.survey.served_certificate import certificate_drift
from tests.unit.doubles.certificates import NOW, SUBJECT, make_certificate
from tests.unit.doubles.examples import cluster, survey
from tests.unit.doubles.folder_host import FolderHost

NAMES = ["shop.example", "www.shop.example"]
OF_ITS_OWN = {"issuer": SUBJECT, "days": 397.0, "left": 397.0}
RENEWING = FoundAcme(LETS_ENCRYPT, "sum", renews=True)


def asked(**settings: object) -> Cluster:
    return cluster(server_names=NAMES, tls="acme", **settings)


def pem(*names: str, **kind: Any) -> bytes:
    return make_certificate(*names or NAMES, **kind).certificate


def test_a_certificate_for_the_names_that_lasts_is_enough() -> None:
    found = survey(certificate=pem(*reversed(NAMES)), acme=RENEWING)
    assert not needs_asking(asked(), found, NOW)


@pytest.mark.parametrize(
    ("certificate", "acme"),
    [
        (None, None),
        (pem(**OF_ITS_OWN), None),
        (pem(**OF_ITS_OWN), RENEWING),
        # Of another kind of certificate, it is nobody's to renew.
        (pem(), None),
        (pem("shop.example"), RENEWING),
        (pem(*NAMES, "old.shop.example"), RENEWING),
        (pem(left=29), RENEWING),
        (pem(left=-1), RENEWING),
        (pem(days=6, left=1.9), RENEWING),
        (pem(), FoundAcme("https://acme.example/directory", "sum", renews=True)),
    ],
)
def test_any_other_one_is_asked_for(certificate: bytes | None, acme: FoundAcme | None) -> None:
    assert needs_asking(asked(), survey(certificate=certificate, acme=acme), NOW)


def test_one_that_lasts_for_days_only_is_not_asked_for_day_by_day() -> None:
    assert not needs_asking(asked(), survey(certificate=pem(days=6, left=3), acme=RENEWING), NOW)


@pytest.mark.parametrize(
    ("found", "renewed"),
    [
        (None, False),
        (RENEWING, True),
        (FoundAcme(LETS_ENCRYPT, None, renews=True), False),
        (FoundAcme(LETS_ENCRYPT, "0ld", renews=True), False),
        (FoundAcme(LETS_ENCRYPT, "sum", renews=False), False),
    ],
)
def test_it_is_renewed_where_the_timer_runs_and_nginx_is_told(
    found: FoundAcme | None, renewed: bool
) -> None:
    assert is_renewed(survey(acme=found), "sum") is renewed


@pytest.mark.parametrize(
    ("certificate", "acme", "tls", "drift"),
    [
        (None, None, "off", []),
        (pem(), RENEWING, "acme", []),
        (pem(left=13), None, "files", ["its certificate ends on 2026-12-10"]),
        (pem(left=-1), RENEWING, "acme", ["its certificate has ended"]),
        (pem(**OF_ITS_OWN), None, "self_signed", []),
        (pem(**OF_ITS_OWN), None, "acme", ["no authority has given it a certificate yet"]),
        (pem(), None, "acme", ["its certificate is not renewed (certbot.timer)"]),
        (b"broken", None, "files", []),
    ],
)
def test_the_status_says_what_is_not_right(
    certificate: bytes | None, acme: FoundAcme | None, tls: Any, drift: list[str]
) -> None:
    assert certificate_drift(survey(certificate=certificate, acme=acme), tls, NOW) == drift


def test_the_survey_reads_what_certbot_has_and_the_hook_that_was_placed(host: FolderHost) -> None:
    assert host.survey().acme is None
    host.write("letsencrypt/renewal.conf", f"[renewalparams]\nserver = {LETS_ENCRYPT}\n")
    assert host.survey().acme == FoundAcme(LETS_ENCRYPT, None, renews=True)
    places = Places("site")
    host.write("letsencrypt/hook", render_renewal_hook(places)).chmod(0o755)
    assert host.survey().acme == FoundAcme(LETS_ENCRYPT, hook_sum(places), renews=True)


def test_the_survey_reads_the_certificate_and_of_the_key_the_public_half(host: FolderHost) -> None:
    made = make_certificate(*NAMES)
    host.write("certificate.pem", (made.key + made.certificate).decode())
    found = host.survey()
    assert found.certificate == made.certificate
    # Of the kit's own file nobody has to ask whether the two fit.
    assert found.certificate_key is None and found.certificate_sum is None
    host.write("key.pem", made.key.decode())
    found = host.survey(certificate_key="key.pem")
    assert (
        found.certificate_sum
        and found.certificate_key
        and found.certificate_key.startswith(b"-----BEGIN PUBLIC KEY")
    )
    assert "PRIVATE" not in repr(found)
