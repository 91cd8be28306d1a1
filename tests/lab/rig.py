"""A lab as the tests see it: its hosts from inside, the site from outside, the kit's commands."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from lab import commands
from lab.commands import LAB_INVENTORY, Outcome
from lab.lab import Lab
from lab.ledger.traffic import Traffic
from lab.topology import Topology
from roles.shared_places import REDIS_ADMIN_PASSWORD

# Keeps what visitors saw, under a name, for the report at the end.
Seen = Callable[[str, Traffic], None]
# Ends the names of the labs of one of xdist's workers.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
APP = "image-studio"
# Of `either`: at one load balancer of Debian 12, and at two of Debian 13.
BOTH = pytest.mark.parametrize(
    "either", ["settled", "settled_two"], ids=["lb=1", "lb=2"], indirect=True, scope="module"
)
SETTLE = "Balance among all healthy servers as the session profile asks"
# Has the lab's site speak TLS, with a certificate that each load balancer makes for itself.
SELF_SIGNED = ("tls=self_signed", 'server_names=["studio.example"]')
# The lab's own options of the JVM, for who asks for others beside them.
JAVA_OPTS = "app_java_opts=-XX:TieredStopAtLevel=1"
JAR_BOOT4 = "sample-app/target/sample-app.jar"
JAR_BOOT3 = "sample-app/target-boot3/sample-app.jar"


@dataclass(frozen=True)
class Rig(Lab):
    """A lab, most often of one load balancer, two app servers and one Redis host."""

    @classmethod
    def of(cls, name: str, suite: str, lbs: int = 1) -> "Rig":
        """The lab of that name."""
        return cls(Topology(name, suite, {"lb": lbs, "app": 2, "redis": 1}))

    def members(self, group: str) -> list[str]:
        """The names of a group's hosts."""
        return [host.name for host in self.topology.hosts if host.group == group]

    def deploy(self, *data: str, **options: Any) -> Outcome:
        """Run a deploy, whatever comes of it."""
        return commands.deploy(self.topology, *data, **options)

    def deploy_well(self, *data: str, **options: Any) -> Outcome:
        """Run a deploy that has to succeed."""
        outcome = self.deploy(*data, **options)
        assert outcome.exit_code == 0, outcome.output
        return outcome

    def verify_well(self, *data: str, inventory: Path = LAB_INVENTORY) -> Outcome:
        """Run a verification that has to succeed."""
        outcome = commands.verify(self.topology, *data, inventory=inventory)
        assert outcome.exit_code == 0, outcome.output
        return outcome

    def client(self) -> httpx.Client:
        """A visitor of the site with a cookie jar."""
        return httpx.Client(base_url=self.url, timeout=10)

    def started(self) -> dict[str, str]:
        """The main process of each app server: another one means that it was restarted."""
        return {
            name: self.run(name, f"systemctl show -p MainPID --value {APP}").strip()
            for name in self.members("app")
        }

    def status(self, *flags: str, inventory: Path = LAB_INVENTORY) -> Outcome:
        """Show the status, which has to succeed."""
        outcome = commands.status(self.topology, *flags, inventory=inventory)
        assert outcome.exit_code == 0, outcome.output
        return outcome

    def releases(self) -> dict[str, str]:
        """The release that each app server runs from."""
        return {
            name: self.run(name, f"basename $(readlink /opt/{APP}/current)").strip()
            for name in self.members("app")
        }

    def files(self) -> dict[str, set[str]]:
        """What has been changed in each host's file system since it was made, beside logs."""
        noise = ("/var/log", "/var/lib/sudo", "/run", "/var/lib/systemd", "/home/admin")
        return {
            host.name: {
                entry["Path"]
                for entry in self.container(host.name).diff() or []
                if not entry["Path"].startswith(noise)
            }
            for host in self.topology.hosts
        }

    def session_keys(self) -> set[str]:
        """The keys of the sessions in Redis."""
        scan = "redis-cli --scan --pattern 'spring:session:*'"
        password = f"$(cat {REDIS_ADMIN_PASSWORD})"
        return set(self.run("redis1", f"REDISCLI_AUTH={password} {scan}").split())

    def serves(self) -> None:
        """Check that the site answers through the load balancer."""
        with self.client() as client:
            answer = client.get("/image")
        assert answer.status_code == 200, f"the site answers {answer.status_code}"
