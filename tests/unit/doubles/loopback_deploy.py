"""Whole runs of the kit, to hosts that this machine's loopback stands for."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.unit.doubles.examples import PROJECT

PYINFRA = Path(sys.executable).parent / "pyinfra"
# The hosts of each group, with their data.
Groups = Mapping[str, Mapping[str, Mapping[str, object]]]


def deploy(folder: Path, **data: object) -> subprocess.CompletedProcess[str]:
    """Deploy to 192.0.2.1 with that data."""
    host = {"192.0.2.1": {**data, "address": "192.0.2.1"}}
    return run(folder, {"lb": host, "app": host, "redis": host}, "-y", "deploy.py")


@contextmanager
def started(folder: Path, groups: Groups, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start pyinfra with flags and scripts, nobody there to answer a question."""
    inventory = folder / "site.py"
    inventory.write_text(
        "".join(f"{group} = {list(hosts.items())!r}\n" for group, hosts in groups.items())
    )
    flags = [word for word in words if word.startswith("-")]
    scripts = [word for word in words if word not in flags]
    with subprocess.Popen(
        [PYINFRA, *flags, inventory, *scripts],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        # A question for a password is asked at the terminal, whatever the standard input.
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run(folder: Path, groups: Groups, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    with started(folder, groups, *words) as process:
        said, complaint = process.communicate(timeout=30)
    return subprocess.CompletedProcess(process.args, process.returncode, said, complaint)
