"""What a scanner of TLS says of a load balancer that a deploy has made."""

from datetime import UTC, datetime, timedelta

import pytest

from lab.certificates import NAMES, authority_file, issue
from roles.files.tls import TLS_CIPHERS
from tests.lab.settled import Settled
from tests.lab.testssl import Rating, scan

PAGE = f"https://{NAMES[0]}/image"
# As authorities give them.
LASTS = timedelta(days=89)
HSTS_SECONDS = 31_536_000
TLS_1_3 = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}

# What the scanner calls a fault and is right here, each with the reason.
WAIVERS = {
    "cert_revocation": "the lab's authority keeps no list of what it has revoked",
    "BREACH": "pages are compressed; the secrets in one are the app's to mask (docs/nginx.md)",
    "security_headers": "what an app's pages may do is the app's to say",
}
# What only some versions of it say, or some machines have it say.
OTHERS_WAIVERS = {
    "cipher_order": "every cipher is a good one, so a phone may choose what it does fast (Mozilla)",
    "engine_problem": "the scanner can't ask for Russia's own ciphers, which nobody offers here",
    "secure_renego": "it asks without a name, and such a handshake is refused",
    "sessionresumption_ticket": "it gives up now and then; the verification goes on with a session",
}
SAID = {
    **dict.fromkeys(("SSLv2", "SSLv3", "TLS1", "TLS1_1"), "not offered"),
    "TLS1_2": "offered",
    "TLS1_3": "offered with final",
    "ALPN_HTTP2": "h2",
    "FS": "offered",
    "cert_chain_of_trust": "passed.",
    "certs_list_ordering_problem": "no",
    "OCSP_stapling": "not offered",
    "secure_client_renego": "not vulnerable",
}


pytestmark = pytest.mark.parametrize(
    "either",
    ["settled", pytest.param("settled_two", marks=pytest.mark.sweep)],
    indirect=True,
    scope="module",
)


@pytest.fixture(scope="module")
def rating(either: Settled, tmp_path_factory: pytest.TempPathFactory) -> Rating:
    rig = either.rig
    now = datetime.now(UTC)
    issued = issue(rig.topology, not_before=now - timedelta(days=1), not_after=now + LASTS)
    names = f'server_names=["{NAMES[0]}"]'
    rig.deploy_well(names, f"hsts_seconds={HSTS_SECONDS}", *issued.data)
    report = tmp_path_factory.mktemp("tls") / "report.json"
    return scan(rig.address("lb1"), PAGE, authority_file(rig.topology), report)


def test_nothing_is_wrong_but_what_is_right_here_for_a_reason(rating: Rating) -> None:
    assert rating.faults.keys() - OTHERS_WAIVERS.keys() == WAIVERS.keys(), rating.faults


def test_it_offers_what_mozillas_intermediate_configuration_does(rating: Rating) -> None:
    said = {name: rating.said.get(name) for name in SAID}
    assert said == SAID
    fitting = {cipher for cipher in TLS_CIPHERS.split(":") if "-ECDSA-" in cipher}
    assert rating.ciphers == fitting | TLS_1_3


def test_browsers_are_told_to_come_by_tls_only(rating: Rating) -> None:
    assert f"(={HSTS_SECONDS} seconds)" in rating.said.get("HSTS_time", "")
