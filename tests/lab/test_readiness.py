"""An app that says elsewhere whether it is ready, and one that says it nowhere."""

import json

from tests.lab.rig import SETTLE, Rig
from tests.lab.test_status import read_rows

CONTEXT_PATH = '"server.servlet.context-path": "/shop"'
JOURNEY = [
    {"get": "/shop/image"},
    {"post": "/shop/image", "file": {"image": "{unique}"}},
    {"get": "/shop/image/raw", "gives": "{unique}", "attribute": "uploadedImage"},
]
SHOP = (
    f'spring_properties={{{CONTEXT_PATH}, "management.server.port": 9090}}',
    f"journey={json.dumps(JOURNEY)}",
)


def test_context_path_and_port_of_actuators_own(cluster: Rig) -> None:
    cluster.deploy_well(*SHOP)
    verified = cluster.verify_well(*SHOP).output
    assert "port 9090 is bound to 127.0.0.1" in verified
    overrides = [part for item in SHOP for part in ("--data", item)]
    rows = read_rows(cluster.status("--json", *overrides).output)
    assert [rows[name]["health"] for name in ("app1", "app2")] == ["ready", "ready"]
    wrong = cluster.deploy(
        f"spring_properties={{{CONTEXT_PATH}}}", SHOP[1], "readiness_path=/shop/nowhere"
    )
    assert wrong.exit_code == 1, wrong.output
    assert "/shop/nowhere answered 404, and waiting does not change that" in wrong.output
    assert "readiness_path" in wrong.output and "readiness_port" in wrong.output
    # It is asked where it said so before, at a port that was to go.
    assert "It is back on what it ran before and in rotation" in wrong.output
    # nginx has been kept from handing out either Actuator; now there is none at the app's port.
    assert cluster.deploy_well(*SHOP).changed == {SETTLE: ["lb1"]}
