"""A Redis that somebody else runs: no SSH, a user and TLS of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from roles.configuration.redis_access import AUTHORITIES
from tests.lab.rig import APP, Rig

SECRET = "S/e+c=r&t-of-the-stranger"
INVENTORY = """
from lab.inventory import lab_groups

_groups = lab_groups()
lb = _groups["lb"]
app = _groups["app"]
redis = []
"""
CONFIGURATION = f"""
port 0
tls-port 7000
tls-cert-file /srv/stranger/cert.pem
tls-key-file /srv/stranger/key.pem
tls-ca-cert-file /srv/stranger/cert.pem
tls-auth-clients no
protected-mode no
save ""
user default off
user somebody on >{SECRET} ~spring:session:* &* +@all -@admin -@dangerous +info
"""
INSTALL = "apt-get update -qq && apt-get install -qq --no-install-recommends redis-server"
CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger -addext "
    "subjectAltName=IP:{address} -keyout /dev/stdout -out /dev/stdout 2>/dev/null"
)


@pytest.fixture
def stranger(sticky: Rig) -> Iterator[str]:
    """Gives its address; it stands on redis1, of which the inventory knows nothing."""
    address = sticky.address("redis1")
    made = sticky.run("app1", CERTIFICATE.format(address=address))
    key, begin, certificate = made.partition("-----BEGIN CERTIFICATE-----")
    # Where nothing was deployed in `clustered` yet.
    sticky.run("redis1", f"command -v redis-server || ({INSTALL})")
    script = "mkdir -p /srv/stranger && cd /srv/stranger"
    for name, text in {"key.pem": key, "cert.pem": begin + certificate, "c": CONFIGURATION}.items():
        script += f" && cat >{name} <<'END' &&\n{text}\nEND\ntrue"
    sticky.run("redis1", f"{script} && systemd-run -q --unit=stranger redis-server /srv/stranger/c")
    trust = "/usr/local/share/ca-certificates/stranger.crt"
    for server in ("app1", "app2"):
        sticky.run(server, f"echo '{begin}{certificate}' >{trust} && update-ca-certificates")
    yield address
    sticky.deploy_well("session_profile=sticky")
    sticky.run("redis1", "systemctl stop stranger && rm -r /srv/stranger")


def test_it_keeps_the_sessions_and_is_asked_from_an_app_server(
    sticky: Rig, stranger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = tmp_path / "lab.py"
    inventory.write_text(INVENTORY)
    login = ("redis_user=somebody", "redis_password_from=STRANGERS", "redis_tls=true")
    asked = (f"redis_address={stranger}", "redis_port=7000", *login)
    refused = sticky.deploy(*asked, inventory=inventory)
    assert refused.exit_code == 1 and "no STRANGERS, or an empty one" in refused.output
    monkeypatch.setenv("STRANGERS", SECRET)
    deployed = sticky.deploy_well(*asked, inventory=inventory)
    verified = sticky.verify_well(*asked, inventory=inventory)
    assert "sessionAttr:uploadedImage is what the visitor sent, byte for byte" in verified.output
    assert SECRET not in deployed.output + verified.output
    # What the gates and the verification made is gone.
    ask = f"REDISCLI_AUTH='{SECRET}' redis-cli --user somebody -h {stranger} -p 7000"
    ask += f" --tls --cacert {AUTHORITIES}"
    assert sticky.run("app2", f"{ask} --scan").strip() == ""
    assert sticky.run("app2", f"{ask} ping").strip() == "PONG"
    assert f"{stranger}" in sticky.run("app1", f"grep REDIS_HOST /etc/{APP}/{APP}.env")
    assert sticky.deploy_well(*asked, inventory=inventory).changed == {}
