"""How the session's cookie is given: the kit's way, the operator's, and what a JAR says of it."""

from pathlib import Path

import pytest

from roles.configuration.session_cookie import rights
from tests.unit.configuration.test_packaged_properties import FOLDER, artifact, refusal
from tests.unit.doubles.examples import cluster

COOKIE = "server.servlet.session.cookie"
TLS = {"tls": "self_signed", "server_names": ["shop.example"]}
OWN = {"http-only": "true", "same-site": "lax"}


def test_what_the_operator_says_comes_before_the_kits_own() -> None:
    assert rights(cluster().settings) == OWN
    assert rights(cluster(**TLS).settings) == {**OWN, "secure": "true"}
    for name in ("spring_properties", "app_environment"):
        said = {"SERVER_SERVLET_SESSION_COOKIE_SAMESITE": "None"}
        if name == "spring_properties":
            said = {f"{COOKIE}.sameSite": "None"}
        assert rights(cluster(**{name: said}).settings) == {**OWN, "same-site": "none"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{COOKIE}.same-site: none", f"{COOKIE}.same-site=none"),
        (f"{COOKIE}: {{sameSite: strict}}", f"{COOKIE}.sameSite=strict"),
        (f"{COOKIE}.http-only: false", f"{COOKIE}.http-only=False"),
    ],
)
@pytest.mark.parametrize("profile", ["clustered", "sticky"])
def test_what_a_jar_says_otherwise_is_refused_until_the_operator_says_which_is_meant(
    tmp_path: Path, text: str, said: str, profile: str
) -> None:
    found = artifact(tmp_path, {"application.yml": text})
    refused = refusal(found, session_profile=profile)
    assert refused and refused.startswith(f"app_jar has {said} in {FOLDER}application.yml, ")
    meant = {f"{COOKIE}.same-site": "none", f"{COOKIE}.http-only": False}
    assert refusal(found, session_profile=profile, spring_properties=meant) is None


def test_what_a_jar_says_likewise_or_of_plain_http_is_not(tmp_path: Path) -> None:
    alike = f"{COOKIE}: {{same-site: Lax, http-only: true, name: SHOP, secure: false}}"
    found = artifact(tmp_path, {"application.yml": alike})
    assert refusal(found) is None
    refused = refusal(found, **TLS)
    assert refused and f"{COOKIE}.secure=False" in refused
