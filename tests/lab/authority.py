"""An authority of the lab's own: pebble, which asks load balancers as Let's Encrypt does.

It stands on app1 with a name server, and forgets everything when it ends.
"""

import json
from dataclasses import dataclass

from lab.certificates import authority_file, issue
from tests.lab.rig import Rig

HOST = "authority.example"
DIRECTORY = f"https://{HOST}:14000/dir"
FOLDER = "/srv/pebble"
TRUSTED = "/usr/local/share/ca-certificates/lab.crt"
INSTALL = "apt-get update -qq && apt-get install -qq --no-install-recommends pebble curl >/dev/null"
CONFIGURATION = {
    "listenAddress": "0.0.0.0:14000",
    "managementListenAddress": "127.0.0.1:15000",
    "certificate": f"{FOLDER}/certificate.pem",
    "privateKey": f"{FOLDER}/key.pem",
    "httpPort": 80,
    "tlsPort": 443,
    "ocspResponderURL": "",
    "externalAccountBindingRequired": False,
}
# It would refuse good requests now and then, and sleep before it asks: to find clients that can't
# bear that. What it asks is left as it is.
EASY = "--setenv=PEBBLE_VA_NOSLEEP=1 --setenv=PEBBLE_WFE_NONCEREJECT=0"
# Of all that it can answer only names are asked; Debian 12's speaks no DNS over HTTPS.
NAMES = (
    "pebble-challtestsrv -dns01 :8053 -management 127.0.0.1:8055 -http01= -https01= -tlsalpn01= "
    "-defaultIPv4= -defaultIPv6= $(pebble-challtestsrv -help 2>&1 | sed -n 's/^ *-doh .*/-doh=/p')"
)


@dataclass(frozen=True)
class Authority:
    """Pebble on app1 of a lab."""

    rig: Rig

    def begin(self) -> None:
        """Start it, and have the load balancers know and trust it."""
        issued = issue(self.rig.topology, "authority", (HOST,))
        files = {
            "certificate.pem": issued.certificate.read_text(),
            "key.pem": issued.key.read_text(),
            "pebble.json": json.dumps({"pebble": CONFIGURATION}),
        }
        script = f"{INSTALL} && mkdir -p {FOLDER} && cd {FOLDER}"
        for name, text in files.items():
            script += f" && cat >{name} <<'END' &&\n{text}\nEND\ntrue"
        self.rig.run("app1", script)
        self.rig.run("app1", f"systemd-run -q --unit=names {NAMES}")
        pebble = f"pebble -config {FOLDER}/pebble.json -dnsserver 127.0.0.1:8053"
        self.rig.run("app1", f"systemd-run -q --unit=authority {EASY} {pebble}")
        trusted = authority_file(self.rig.topology).read_text()
        for lb in self.lbs:
            trust = f"echo '{trusted}' >{TRUSTED} && update-ca-certificates >/dev/null"
            self.rig.run(lb, trust)
            self._write_host(lb, HOST, ["app1"])

    @property
    def lbs(self) -> list[str]:
        """The names of the load balancers."""
        return self.rig.members("lb")

    def lead(self, name: str, *hosts: str) -> None:
        """Have a name lead to hosts, for the authority and for the load balancers."""
        addresses = [self.rig.address(host) for host in hosts]
        record = json.dumps({"host": f"{name}.", "addresses": addresses})
        self.rig.run(
            "app1",
            f"curl -sf --retry 20 --retry-delay 1 --retry-connrefused -d '{record}' http://127.0.0.1:8055/add-a",
        )
        for lb in self.lbs:
            self._write_host(lb, name, hosts)

    def _write_host(self, lb: str, name: str, hosts: list[str] | tuple[str, ...]) -> None:
        lines = "".join(rf"{self.rig.address(host)} {name}\n" for host in hosts)
        self.rig.run(lb, f"printf '{lines}' >>/etc/hosts")

    @property
    def orders(self) -> int:
        """How often it was asked for a certificate."""
        return int(self.rig.run("app1", "journalctl -u authority | grep -c order-plz || true"))

    def end(self) -> None:
        """Let it answer nobody any more."""
        self.rig.run("app1", "systemctl stop authority")
