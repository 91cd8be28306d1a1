"""A lab of the benchmarks, and the kit's commands on it as a person runs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.measure import Measured, MeasurementError, measure
from lab.commands import BIN, LAB_INVENTORY, lab_environment, printed_changes
from lab.lifecycle import bring_down, bring_up
from lab.topology import PROJECT, Topology, read_topology
from roles.configuration.settings import Profile
from verify.target import Target, open_target


@dataclass(frozen=True)
class Site:
    """The hosts of a lab, and ways into them."""

    topology: Topology
    target: Target

    def deploy(self, *arguments: str) -> tuple[Measured, int]:
        """Deploy; give what was measured, and how many operations changed a host."""
        measured = self.pyinfra("deploy.py", *arguments)
        return measured, printed_changes(measured.output)

    def swap(self, profile: Profile) -> Measured:
        """Deploy another session profile; raises MeasurementError when nothing was to be done."""
        measured, changes = self.deploy("--data", f"session_profile={profile}")
        if not changes:
            raise MeasurementError(f"The swap to {profile} changed nothing: it was no swap.")
        return measured

    def pyinfra(self, *arguments: str) -> Measured:
        """Run pyinfra on the lab's inventory."""
        command = [str(BIN / "pyinfra"), "-y", str(LAB_INVENTORY), *arguments]
        return measure(command, lab_environment(self.topology))

    def verify(self) -> Measured:
        """Run the verification."""
        command = [str(BIN / "pytest"), "-q", "tests/verify", "--inventory", str(LAB_INVENTORY)]
        return measure(command, lab_environment(self.topology))


@contextmanager
def bare_site(name: str) -> Iterator[Site]:
    """Give bare hosts in the lab's default shape, and remove them at the end, come what may."""
    topology = read_topology({"LAB_NAME": name})
    # A run that was killed may have left some, and they would not be bare.
    bring_down(topology)
    try:
        bring_up(topology)
        inventory = str(PROJECT / LAB_INVENTORY)
        with open_target(inventory, environment=lab_environment(topology)) as target:
            yield Site(topology, target)
    finally:
        bring_down(topology)
