"""Who shakes hands for a site's name, and asks for something else then."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from roles.shared_places import NGINX_TICKET_KEY
from tests.unit.doubles.edge import Edge, edge
from tests.unit.doubles.ports import unused_port

NAME = "shop.example"
TICKET_KEY_BYTES = 80


@dataclass(frozen=True)
class SecureSite:
    """A site with a certificate of an authority that its visitors trust."""

    site: Edge
    authority: trustme.CA

    def status(self, host: str, handshake: str = NAME) -> int:
        """What a visitor gets who names one host in the handshake and one in the request."""
        trust = httpx.create_ssl_context()
        self.authority.configure_trust(trust)
        url = f"https://127.0.0.1:{self.site.asked.settings.https_port}/"
        with httpx.Client(verify=trust) as client:
            asking = {"sni_hostname": handshake}
            return client.get(url, headers={"Host": host}, extensions=asking).status_code


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[SecureSite]:
    authority = trustme.CA()
    certificate = tmp_path / "certificate.pem"
    authority.issue_cert(NAME).private_key_and_cert_chain_pem.write_to_path(str(certificate))
    (tmp_path / Path(NGINX_TICKET_KEY).name).write_bytes(os.urandom(TICKET_KEY_BYTES))
    asked: dict[str, Any] = {"server_names": [NAME], "tls": "files", "https_port": unused_port()}
    asked |= dict.fromkeys(("tls_certificate", "tls_key"), f"host:{certificate}")
    with edge(tmp_path, **asked) as site:
        yield SecureSite(site, authority)


def test_another_name_than_in_the_handshake_is_refused(secure: SecureSite) -> None:
    assert secure.status(NAME) == 200
    assert secure.status("evil.example") == 421
    assert secure.site.begun("GET /") == 1


def test_a_handshake_for_another_name_is_refused(secure: SecureSite) -> None:
    with pytest.raises(httpx.ConnectError, match="unrecognized name"):
        secure.status(NAME, handshake="evil.example")
