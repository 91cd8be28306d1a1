"""A deploy to a host that this machine's loopback stands for."""

import subprocess
import sys
from pathlib import Path

from tests.unit.examples import PROJECT

PYINFRA = Path(sys.executable).parent / "pyinfra"


def deploy(folder: Path, **data: object) -> subprocess.CompletedProcess[str]:
    """Deploy to 192.0.2.1 with that data, nobody there to answer a question."""
    data["address"] = "192.0.2.1"
    inventory = folder / "site.py"
    groups = "".join(f"{group} = [('192.0.2.1', {data!r})]\n" for group in ("lb", "app", "redis"))
    inventory.write_text(groups)
    return subprocess.run(
        [PYINFRA, "-y", inventory, "deploy.py"],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
