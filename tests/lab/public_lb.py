"""A load balancer whose address is a public one: nobody would take it for one of the app's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.commands import LAB_INVENTORY
from lab.topology import PROJECT
from tests.lab.rig import Rig

# Of a network for documentation (RFC 5737).
ADDRESS = "203.0.113.11"
SERVERS = ("app1", "app2")
LAN = "$(ip -4 route show dev eth0 proto kernel scope link | cut -d' ' -f1)"


@contextmanager
def public_lb(rig: Rig, folder: Path) -> Iterator[Path]:
    """Give the lb such an address beside its own, and an inventory that has it by that.

    The lb asks servers from there, and they answer there; visitors come to it as before.
    """
    rig.run("lb1", f"ip address add {ADDRESS}/32 dev eth0")
    rig.run("lb1", f"ip route prepend {LAN} dev eth0 src {ADDRESS} proto static")
    for server in SERVERS:
        rig.run(server, f"ip route add {ADDRESS}/32 dev eth0")
    inventory = folder / "lab.py"
    text = (PROJECT / LAB_INVENTORY).read_text(encoding="utf-8")
    inventory.write_text(
        f"import sys\nsys.path.insert(0, {str(PROJECT)!r})\n{text}\n"
        f"for _, data in lb:\n    data['address'] = {ADDRESS!r}\n"
    )
    try:
        yield inventory
    finally:
        for server in SERVERS:
            rig.run(server, f"ip route del {ADDRESS}/32 dev eth0")
        rig.run("lb1", f"ip route del {LAN} proto static")
        rig.run("lb1", f"ip address del {ADDRESS}/32 dev eth0")
