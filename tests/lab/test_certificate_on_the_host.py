"""A certificate that is on the load balancers already, where somebody else renews it."""

import json
from pathlib import Path

from lab.certificates import NAMES, Issued, issue
from tests.lab.rig import SETTLE, Rig
from tests.lab.settled import Settled

CERTIFICATE, KEY = "/etc/ssl/site.pem", "/etc/ssl/private/site.key"
DATA = (
    f"server_names={json.dumps(NAMES)}",
    "tls=files",
    f"tls_certificate=host:{CERTIFICATE}",
    f"tls_key=host:{KEY}",
)


def place(rig: Rig, issued: Issued) -> None:
    """Have each load balancer's own people put a certificate and its key there."""

    def write(file: str, content: Path) -> str:
        return f"cat >{file} <<'END'\n{content.read_text(encoding='ascii')}END\n"

    for lb in rig.members("lb"):
        rig.run(lb, f"umask 077\n{write(CERTIFICATE, issued.certificate)}{write(KEY, issued.key)}")


def test_it_is_served_and_taken_anew_and_refused_where_it_does_not_fit(either: Settled) -> None:
    rig = either.rig
    place(rig, issue(rig.topology, "first"))
    rig.deploy_well(*DATA)
    rig.verify_well(*DATA)
    assert rig.deploy_well(*DATA).changed == {}
    place(rig, issue(rig.topology, "second"))
    assert rig.deploy_well(*DATA).changed == {SETTLE: rig.members("lb")}
    # It goes by what each load balancer has and serves.
    rig.verify_well(*DATA)
    place(rig, issue(rig.topology, "elsewhere", names=("elsewhere.example",)))
    before = rig.files()
    refused = rig.deploy(*DATA)
    assert refused.exit_code == 1 and "Traceback" not in refused.output
    said = (
        f"the certificate of 'host:{CERTIFICATE}' (tls_certificate) is for elsewhere.example, and"
    )
    assert said in refused.output, refused.output
    assert rig.files() == before
