"""Two load balancers whose certificates an authority gives: which asks where it likes."""

import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography import x509

from lab import commands
from lab.commands import LAB_INVENTORY, Outcome
from lab.ledger.traffic import Traffic
from lab.lifecycle import bring_down, bring_up
from tests.lab.authority import DIRECTORY, Authority
from tests.lab.rig import APP, WORKER, Rig, Seen
from tests.lab.test_status import read_rows
from verify.target import open_target

NAME, ADDED, ELSEWHERE = "studio.example", "www.studio.example", "elsewhere.example"
ASK = "Ask the authority for the site's certificate"
# What the timer starts, at once and for certificates that last.
RENEW = """
mkdir -p /run/systemd/system/certbot.service.d
cat >/run/systemd/system/certbot.service.d/now.conf <<'END'
[Service]
ExecStart=
ExecStart=certbot -q renew --force-renewal --no-random-sleep-on-renew
END
systemctl daemon-reload && systemctl start certbot.service
"""


@dataclass(frozen=True)
class Site:
    """A lab whose load balancers ask an authority."""

    rig: Rig
    authority: Authority

    @staticmethod
    def data(*names: str) -> tuple[str, ...]:
        """The settings of a deploy for names."""
        asked = (f"server_names={json.dumps(names)}", "tls=acme", f"acme_directory={DIRECTORY}")
        return ("session_profile=sticky", *asked)

    def deploy(self, *names: str) -> Outcome:
        """Deploy for names, whatever comes of it."""
        return self.rig.deploy(*self.data(*names))

    def served(self, lb: str) -> x509.Certificate:
        """The certificate that a load balancer shows visitors."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((self.rig.address(lb), 443), timeout=10) as line,
            context.wrap_socket(line, server_hostname=NAME) as spoken,
        ):
            return x509.load_der_x509_certificate(spoken.getpeercert(binary_form=True) or b"")

    def all_served(self) -> list[x509.Certificate]:
        """What each of them shows."""
        return [self.served(lb) for lb in self.authority.lbs]


@pytest.fixture
def bookworm_two() -> Iterator[Rig]:
    """Hosts of Debian 12 with two load balancers."""
    rig = Rig.of(f"session-test-acme{WORKER}", "bookworm", lbs=2)
    bring_down(rig.topology)
    bring_up(rig.topology)
    yield rig
    bring_down(rig.topology)


@pytest.fixture(params=["two_lbs", pytest.param("bookworm_two", marks=pytest.mark.sweep)])
def site(request: pytest.FixtureRequest) -> Site:
    rig: Rig = request.getfixturevalue(request.param)
    authority = Authority(rig)
    authority.begin()
    authority.lead(NAME, *authority.lbs)
    return Site(rig, authority)


def test_each_load_balancer_gets_its_own_certificate_and_keeps_it_new(
    site: Site, seen: Seen
) -> None:
    rig, authority = site.rig, site.authority
    first = site.deploy(NAME)
    assert first.exit_code == 0, first.output
    given = site.all_served()
    assert all("Pebble" in certificate.issuer.rfc4514_string() for certificate in given)
    assert given[0].public_key() != given[1].public_key()
    # The authority asked the first load balancer for both, which passed on the second one's.
    passed_on = f'grep -c \'acme-challenge.*"upstream":"{rig.address("lb2")}\' '
    assert int(rig.run("lb1", f"{passed_on} /var/log/nginx/{APP}.access.json.log")) > 0
    again = site.deploy(NAME)
    assert (again.exit_code, again.changed) == (0, {}), again.output
    assert authority.orders == 2
    asked = [f"--data={item}" for item in site.data(NAME)]
    rows = read_rows(rig.status("--json", *asked).output)
    assert all(rows[lb]["certificate_days"] > 30 and not rows[lb]["drift"] for lb in authority.lbs)

    environment = commands.lab_environment(rig.topology)
    with (
        open_target(str(LAB_INVENTORY), site.data(NAME), environment) as target,
        Traffic(target) as traffic,
    ):
        for lb in authority.lbs:
            rig.run(lb, RENEW)
    seen(f"certbot renews, {rig.topology.suite}", traffic)
    assert traffic.totals.clean, str(traffic.totals)
    renewed = site.all_served()
    assert not {given_one.serial_number for given_one in given} & {
        certificate.serial_number for certificate in renewed
    }

    authority.lead(ELSEWHERE, "app1")
    orders = authority.orders
    refused = site.deploy(NAME, ELSEWHERE)
    assert refused.exit_code == 1 and authority.orders == orders
    said = f"{ELSEWHERE} leads to {rig.address('app1')}, and nobody answers"
    assert said in refused.output, refused.output
    assert site.all_served() == renewed

    authority.lead(ADDED, *authority.lbs)
    added = site.deploy(NAME, ADDED)
    assert added.exit_code == 0, added.output
    assert ASK in added.changed
    for certificate in site.all_served():
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert set(names.get_values_for_type(x509.DNSName)) == {NAME, ADDED}

    authority.end()
    before = site.all_served()
    failed = site.deploy(NAME)
    assert failed.exit_code == 1, failed.output
    assert f"{DIRECTORY} gave no certificate:" in failed.output, failed.output
    assert site.all_served() == before
