"""Reading an inventory file outside a deploy, as pyinfra itself reads it."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from roles.configuration.cluster import InventoryHost
from roles.errors import RefusedError

PROJECT = Path(__file__).parent.parent.parent


def read_inventory(
    inventory: str, data: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> list[InventoryHost]:
    """Give an inventory's hosts, `data` (KEY=VALUE) applied, without connecting to one.

    `environment` takes the place of this process's own. Raises RefusedError with one sentence.
    """
    path = Path(inventory).expanduser()
    if not path.is_file():
        raise RefusedError(
            f"The inventory {inventory} is no file: name one, such as inventory/lab.py."
        )
    pyinfra = Path(sys.executable).with_name("pyinfra")
    overrides = [part for item in data for part in ("--data", item)]
    answer = subprocess.run(
        [pyinfra, path.resolve(), "debug-inventory", "--json", *overrides],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RefusedError(answer.stderr.strip().splitlines()[-1].removeprefix("--> "))
    return [
        InventoryHost(entry["name"], tuple(entry["groups"]), entry["data"])
        for entry in json.loads(answer.stdout)
    ]
