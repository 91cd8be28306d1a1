"""From this machine to a proven session cluster: python -m lab.demo [SET_UP_SECONDS]."""

import sys

from rich.console import Console
from rich.panel import Panel

from lab.commands import BIN, LAB_INVENTORY, lab_environment, printed_changes
from lab.errors import LabError
from lab.lab import Lab
from lab.lifecycle import bring_up
from lab.phases import Phases
from lab.story import fields, forget, listing, upload_through_the_lb
from lab.topology import Topology, read_topology

# The demo shows the kit's defaults.
NAMESPACE = "spring:session"


def main() -> None:
    """Run the demo; what fails is said with what to do about it, and the exit code is 1."""
    console = Console(highlight=False)
    phases = Phases(console)
    try:
        if len(sys.argv) > 1:
            phases.done("Install what is missing", float(sys.argv[1]))
        _demo(read_topology(), phases)
    except LabError as error:
        console.print(str(error), style="red", markup=False)
        sys.exit(1)


def _demo(topology: Topology, phases: Phases) -> None:
    console, environment = phases.console, lab_environment(topology)
    phases.run("Build the sample app", ["setup/sample-app.sh", "package", "boot4"], environment)
    with phases.phase(f"Start the lab of {len(topology.hosts)} bare hosts"):
        bring_up(topology)
    deploy = [str(BIN / "pyinfra"), "-y", str(LAB_INVENTORY), "deploy.py"]
    changes = printed_changes(phases.run("Deploy clustered over SSH", deploy, environment))
    verify = [str(BIN / "pytest"), "-q", "tests/verify", "--inventory", str(LAB_INVENTORY)]
    evidence = phases.run("Verify", verify, environment)
    lab = Lab(topology)
    console.print(Panel(evidence[evidence.index("===") :].strip(), title="The verification"))
    _tell_the_story(console, lab)
    console.print(phases.table())
    console.print(
        "The deploy changed nothing: the hosts were already as asked."
        if changes == 0
        else f"The deploy made {changes} changes; another one now makes none."
    )
    console.print(f"The site: [bold]{lab.url}/image[/]    Remove it all: make lab-down")


def _tell_the_story(console: Console, lab: Lab) -> None:
    before = listing(lab, NAMESPACE)
    key = f"{NAMESPACE}:sessions:{upload_through_the_lb(lab)}"
    lines = [
        "Keys in Redis before a visitor uploads a picture:",
        before,
        "",
        "and after, through the load balancer:",
        listing(lab, NAMESPACE),
        "",
        "What the session's hash holds:",
        fields(lab, key),
    ]
    forget(lab, key)
    console.print(Panel("\n".join(lines), title="The story"))


if __name__ == "__main__":
    main()
