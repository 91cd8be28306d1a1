"""Deploys that are watched while they run, and killed or kept waiting at a point."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lab.commands import BIN, LAB_INVENTORY, lab_environment
from lab.topology import PROJECT
from tests.lab.rig import Rig

STARTING = "--> Starting operation: "
SECONDS = 300


@dataclass
class Interrupted:
    """A deploy under way; its output goes to a file."""

    process: "subprocess.Popen[str]"

    def lines(self) -> Iterator[str]:
        """What it says, each line as it comes."""
        assert self.process.stderr is not None
        yield from self.process.stderr

    def operations(self) -> Iterator[str]:
        """The names of its operations, each as it starts."""
        for line in self.lines():
            if line.startswith(STARTING):
                yield line.removeprefix(STARTING).strip()

    def send(self, number: int) -> None:
        """Send it a signal and wait for its end."""
        self.process.send_signal(number)
        self.process.communicate(timeout=SECONDS)

    def finish(self) -> int:
        """Let it end; give its exit code."""
        self.process.communicate(timeout=SECONDS)
        return self.process.returncode


@contextmanager
def deploying(cluster: Rig, *data: str, script: str = "deploy.py") -> Iterator[Interrupted]:
    """Start a deploy; it is ended, if need be, on the way out."""
    overrides = [part for item in data for part in ("--data", item)]
    command = [str(BIN / "pyinfra"), "-y", "-v", str(LAB_INVENTORY), script, *overrides]
    environment = lab_environment(cluster.topology)
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Interrupted(process)
        finally:
            if process.poll() is None:
                process.kill()


@contextmanager
def started_deploy(cluster: Rig, *data: str, until: str) -> Iterator[Interrupted]:
    """Start a deploy and wait until an operation whose name begins so has started."""
    with deploying(cluster, *data) as deploy:
        for name in deploy.operations():
            if name.startswith(until):
                break
        else:
            raise AssertionError(f"the deploy ended before {until}")
        yield deploy
