"""The Docker engine, and the labels by which a lab knows its own."""

import docker
from docker.errors import DockerException
from docker.models.containers import Container

from lab.errors import LabError

LAB_LABEL = "session-cluster.lab"
GROUP_LABEL = "session-cluster.group"
SUITE_LABEL = "session-cluster.suite"
NUMBER_LABEL = "session-cluster.number"


def engine() -> docker.DockerClient:
    """Connect to the Docker engine.

    Raises LabError when none answers.
    """
    try:
        return docker.from_env(timeout=120)
    except DockerException as error:
        raise LabError(
            f"No Docker engine answers ({error}): `make lab-up` installs and starts one."
        ) from None


def lab_containers(name: str) -> list[Container]:
    """The containers of a lab, in the order of its topology."""
    containers = engine().containers.list(all=True, filters={"label": f"{LAB_LABEL}={name}"})
    return sorted(containers, key=lambda container: int(container.labels[NUMBER_LABEL]))
