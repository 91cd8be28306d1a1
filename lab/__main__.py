"""The lab's commands: python -m lab up | down | status | images."""

import click

from lab.command_line import run
from lab.engine import GROUP_LABEL, NUMBER_LABEL, SUITE_LABEL, engine, lab_containers
from lab.errors import LabError
from lab.image import ensure_image
from lab.lifecycle import bring_down, bring_up
from lab.network import host_addresses
from lab.topology import SUITES, read_topology


@click.group()
def cli() -> None:
    """Start and remove bare hosts; LAB_NAME, SUITE and TOPOLOGY choose which."""


@cli.command()
def up() -> None:
    """Start what is missing of the lab."""
    topology = read_topology()
    hosts = bring_up(topology)
    click.echo(f"The lab {topology.name} is up: {hosts} bare {topology.suite} hosts.")


@cli.command()
def down() -> None:
    """Remove exactly what `up` made of this lab; the image stays."""
    topology = read_topology()
    hosts = bring_down(topology)
    click.echo(f"The lab {topology.name} is gone: {hosts} hosts removed.")


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
        address = host_addresses(network, int(labels[NUMBER_LABEL]))[topology.family]
        row = (container.name, labels[GROUP_LABEL], labels[SUITE_LABEL], address, container.status)
        click.echo("  ".join(row))


@cli.command()
def images() -> None:
    """Make what is missing of the images of bare hosts, for every suite."""
    for suite in SUITES:
        ensure_image(suite)


if __name__ == "__main__":
    run(cli)
