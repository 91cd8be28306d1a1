"""The kit's own commands, run as a person runs them, and what they said."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lab.errors import LabError
from lab.topology import PROJECT, Topology

BIN = Path(sys.executable).parent
LAB_INVENTORY = Path("inventory/lab.py")


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code, all that it printed, and how long it took, in seconds.

    `changed` has the hosts that each operation changed, for a deploy that ran to its end.
    """

    exit_code: int
    output: str
    seconds: float
    changed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        """How many operations changed a host, each host counted."""
        return sum(map(len, self.changed.values()))


def lab_environment(topology: Topology) -> dict[str, str]:
    """The environment in which commands mean that lab."""
    counts = ",".join(f"{group}={count}" for group, count in topology.counts.items())
    chosen = {"LAB_NAME": topology.name, "SUITE": topology.suite, "TOPOLOGY": counts}
    return {**os.environ, **chosen, "ADDRESSES": topology.family}


def _run(
    topology: Topology,
    command: Sequence[str],
    read_changes: Callable[[str], Mapping[str, Sequence[str]]] = lambda stdout: {},
) -> Outcome:
    started = time.monotonic()
    ended = subprocess.run(
        command,
        cwd=PROJECT,
        env=lab_environment(topology),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    output = ended.stdout + ended.stderr
    return Outcome(ended.returncode, output, seconds, read_changes(ended.stdout))


def deploy(
    topology: Topology,
    *data: str,
    inventory: Path = LAB_INVENTORY,
    flags: Sequence[str] = ("-y",),
    script: str = "deploy.py",
) -> Outcome:
    """Run a deploy; `data` are KEY=VALUE overrides."""
    overrides = [part for item in data for part in ("--data", item)]
    command = [str(BIN / "pyinfra"), "--json", *flags, str(inventory), script, *overrides]
    return _run(topology, command, _changed)


def status(topology: Topology, *flags: str, inventory: Path = LAB_INVENTORY) -> Outcome:
    """Show the status."""
    return _run(topology, [str(BIN / "pyinfra"), *flags, str(inventory), "status.py"])


def _changed(stdout: str) -> dict[str, list[str]]:
    if not stdout.strip():
        return {}
    results = json.loads(stdout)["results"] or {"operations": []}
    return {entry["name"]: entry["success"] for entry in results["operations"] if entry["success"]}


def printed_changes(output: str) -> int:
    """How many operations changed a host, each host counted, from a run's last sentence.

    Raises LabError where there is none.
    """
    end = re.search(
        r"^--> (?:Nothing was changed|(\d+) changes? made to .+); it took ", output, re.M
    )
    if end is None:
        raise LabError(f"The run did not come to its last sentence:\n{output}")
    return int(end[1] or 0)


def host_keys(topology: Topology, inventory: Path = LAB_INVENTORY) -> Outcome:
    """Show the hosts' SSH keys."""
    return _run(topology, [str(BIN / "python"), "-m", "verify.host_keys", str(inventory)])


def verify(
    topology: Topology,
    *data: str,
    inventory: Path = LAB_INVENTORY,
    flags: Sequence[str] = (),
) -> Outcome:
    """Run the verification; `data` are KEY=VALUE overrides."""
    overrides = [f"--data={item}" for item in data]
    command = [str(BIN / "pytest"), "-q", "tests/verify", "--inventory", str(inventory)]
    return _run(topology, [*command, *overrides, *flags])
