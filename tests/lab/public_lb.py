"""Load balancers whose addresses are public: nobody would take them for ones of the app's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.commands import LAB_INVENTORY
from lab.topology import PROJECT
from tests.lab.rig import Rig

# Of a network for documentation (RFC 5737).
ADDRESS = "203.0.113.{number}"
LAN = "$(ip -4 route show dev eth0 proto kernel scope link | cut -d' ' -f1)"


@contextmanager
def public_lb(rig: Rig, folder: Path) -> Iterator[Path]:
    """Give each lb such an address beside its own, and an inventory that has it by that.

    It asks servers from there, and they answer there; visitors come to it as before.
    """
    addresses = {
        lb: ADDRESS.format(number=number) for number, lb in enumerate(rig.members("lb"), start=11)
    }
    routes = " && ".join(f"ip route {{}} {a}/32 dev eth0" for a in addresses.values())
    for lb, address in addresses.items():
        rig.run(lb, f"ip address add {address}/32 dev eth0")
        rig.run(lb, f"ip route prepend {LAN} dev eth0 src {address} proto static")
    for server in rig.members("app"):
        rig.run(server, routes.replace("{}", "add"))
    inventory = folder / "lab.py"
    text = (PROJECT / LAB_INVENTORY).read_text(encoding="utf-8")
    inventory.write_text(
        f"import sys\nsys.path.insert(0, {str(PROJECT)!r})\n{text}\n"
        f"for name, data in lb:\n    data['address'] = {addresses!r}[name]\n"
    )
    try:
        yield inventory
    finally:
        for server in rig.members("app"):
            rig.run(server, routes.replace("{}", "del"))
        for lb, address in addresses.items():
            rig.run(lb, f"ip route del {LAN} proto static && ip address del {address}/32 dev eth0")
