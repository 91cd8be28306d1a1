"""The host keys of an inventory: what each host shows, beside what known_hosts has of it.

python -m verify.host_keys INVENTORY [--add]
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.table import Table

from roles.configuration.inventory_file import read_inventory
from roles.connection.advice import CHANGED_KEY, connection_advice
from roles.errors import RefusedError
from verify.shown_key import Shown, Standing, ask

# A fingerprint that is broken over two lines is hard to compare.
WIDE = 160
COMPARE = (
    "Compare each new fingerprint with the host's own, at its console or in what your provider "
    "shows: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"
)


def _table(found: Sequence[Shown]) -> Table:
    table = Table("HOST", "SHOWS", "IN KNOWN_HOSTS")
    for shown in found:
        key = f"{shown.key.get_name()} {shown.key.fingerprint}" if shown.key else shown.reason
        table.add_row(shown.name, key, shown.standing)
    return table


def add(found: Sequence[Shown]) -> None:
    """Write keys to the files in which they are looked for first."""
    for shown in found:
        first = shown.files[0]
        first.parent.mkdir(parents=True, exist_ok=True)
        with first.open("a", encoding="utf-8") as file:
            file.write(shown.line)


@click.command()
@click.argument("inventory")
@click.option("--add", "adds", is_flag=True, help="add the new keys, already compared")
def main(inventory: str, adds: bool) -> None:
    """Show the host keys of an INVENTORY's hosts, and add the new ones once they are compared."""
    try:
        hosts = read_inventory(inventory)
        with TemporaryDirectory(prefix="keys-") as folder, ThreadPoolExecutor(len(hosts)) as pool:
            found = list(pool.map(lambda host: ask(host, Path(folder)), hosts))
    except RefusedError as error:
        sys.exit(f"{error}")
    Console(width=WIDE).print(_table(found))
    for shown in found:
        if shown.standing is Standing.CHANGED:
            click.echo(connection_advice(shown.name, shown.route, CHANGED_KEY, way_is_open=True))
    new = [shown for shown in found if shown.standing is Standing.NEW]
    if new:
        click.echo(COMPARE)
    if new and (adds or (sys.stdin.isatty() and click.confirm("Add the new ones?"))):
        add(new)
        click.echo(f"{len(new)} added.")
    sys.exit(any(shown.standing is not Standing.KNOWN for shown in found))


if __name__ == "__main__":
    main()
