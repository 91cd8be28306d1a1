"""The Docker engine, and the labels by which a lab knows its own."""

import subprocess
from subprocess import PIPE, CompletedProcess

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


def execute(container: str, script: str, user: str = "root") -> "CompletedProcess[str]":
    """Run a shell script in a container; what it prints, errors too, is the result's `stdout`.

    By Docker's own client: its Python library loses the beginning of what comes together with the
    head of the engine's answer, which happens on a busy machine.
    """
    command = ["docker", "exec", "--user", user, container, "sh", "-c", f"exec 2>&1\n{script}"]
    return subprocess.run(command, stdout=PIPE, text=True, errors="replace", check=False)


def lab_containers(name: str) -> list[Container]:
    """The containers of a lab, in the order of its topology."""
    containers = engine().containers.list(all=True, filters={"label": f"{LAB_LABEL}={name}"})
    return sorted(containers, key=lambda container: int(container.labels[NUMBER_LABEL]))
