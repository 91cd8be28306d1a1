"""The lab's commands: python -m lab up | down | status."""

import contextlib
import shutil
import sys

import click
from docker.errors import NotFound

from lab.engine import GROUP_LABEL, NUMBER_LABEL, SUITE_LABEL, engine, lab_containers
from lab.errors import LabError
from lab.hosts import ensure_hosts, make_key, remove_hosts, write_known_hosts
from lab.image import ensure_image
from lab.network import add_visitor_addresses, ensure_network, host_address
from lab.topology import read_topology


@click.group()
def cli() -> None:
    """Start and remove bare hosts; LAB_NAME, SUITE and TOPOLOGY choose which."""


@cli.command()
def up() -> None:
    """Start what is missing of the lab."""
    topology = read_topology()
    image = ensure_image(topology.suite)
    network = ensure_network(topology.name)
    network.reload()
    make_key(topology)
    hosts = ensure_hosts(topology, network, image)
    add_visitor_addresses(network, image)
    write_known_hosts(topology, hosts, network)
    click.echo(f"The lab {topology.name} is up: {len(hosts)} bare {topology.suite} hosts.")


@cli.command()
def down() -> None:
    """Remove exactly what `up` made of this lab; the image stays."""
    topology = read_topology()
    removed = remove_hosts(topology.name)
    with contextlib.suppress(NotFound):
        engine().networks.get(topology.name).remove()
    shutil.rmtree(topology.state, ignore_errors=True)
    click.echo(f"The lab {topology.name} is gone: {len(removed)} hosts removed.")


@cli.command()
def status() -> None:
    """Show the lab's hosts."""
    topology = read_topology()
    containers = lab_containers(topology.name)
    if not containers:
        raise LabError(f"No lab {topology.name} is up: `make lab-up` starts it.")
    network = engine().networks.get(topology.name)
    for container in containers:
        labels = container.labels
        address = host_address(network, int(labels[NUMBER_LABEL]))
        row = (container.name, labels[GROUP_LABEL], labels[SUITE_LABEL], address, container.status)
        click.echo("  ".join(row))


def main() -> None:
    """Run a command; a LabError becomes one line and exit code 1."""
    try:
        cli(standalone_mode=False)
    except LabError as error:
        sys.exit(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
