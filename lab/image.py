"""The image of a bare host: Debian with systemd, sshd and sudo, and nothing of the kit."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path

from docker.errors import APIError, DockerException, ImageNotFound
from docker.models.images import Image

from lab.engine import engine
from lab.errors import LabError
from lab.topology import STATE

REPOSITORY = "session-cluster-lab"
PACKAGES = (
    "ca-certificates",
    "dbus",
    "iproute2",
    "openssh-server",
    "procps",
    "sudo",
    "systemd",
    "systemd-sysv",
)
# Docker writes a host's name with the address that others reach; on a VM Debian's installer and
# cloud-init have it with this one. So it is written anew at each boot.
HOSTS = r"f+ /etc/hosts 0644 root root - 127.0.0.1 localhost\n127.0.1.1 %H\n::1 localhost\n"
# Made for each host when it comes up: its own keys, its own identity.
FINISH = (
    "rm -f /etc/ssh/ssh_host_* /etc/machine-id && touch /etc/machine-id"
    " && useradd --create-home --shell /bin/bash admin"
    " && echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin"
    " && chmod 0440 /etc/sudoers.d/admin"
    " && systemctl disable --quiet ssh"
    f" && printf '%s\\n' '{HOSTS}' >/etc/tmpfiles.d/hosts.conf"
    " && printf 'PasswordAuthentication no\\nUseDNS no\\n' >/etc/ssh/sshd_config.d/lab.conf"
)
PULL_SECONDS = 10
SETUP = Path(__file__).parent.parent / "setup"


def image_tag(suite: str) -> str:
    """The image of a suite, named after its recipe: another recipe is another image."""
    recipe = " ".join([suite, *PACKAGES, FINISH])
    return f"{REPOSITORY}:{suite}-{sha256(recipe.encode()).hexdigest()[:8]}"


def ensure_image(suite: str) -> str:
    """Give the tag of a suite's image; it is made if it is not there.

    Raises LabError when it can't be made.
    """
    tag = image_tag(suite)
    with _alone(tag):
        try:
            engine().images.get(tag)
        except ImageNotFound:
            print(f"Making the image of a bare Debian {suite} host …", flush=True)
            base = _pulled(suite) or _bootstrapped(suite, tag)
            _finish(base, suite, tag)
    return tag


@contextmanager
def _alone(tag: str) -> Iterator[None]:
    """Let one process after the other look for an image: who comes second finds it made."""
    STATE.mkdir(exist_ok=True)
    with (STATE / tag.replace(":", "-")).open("w") as file:
        flock(file, LOCK_EX)
        yield


def _pulled(suite: str) -> str | None:
    try:
        image: Image = engine().api.pull(f"debian:{suite}-slim") and engine().images.get(
            f"debian:{suite}-slim"
        )
        return str(image.id)
    except (APIError, DockerException):
        return None


def _bootstrapped(suite: str, tag: str) -> str:
    command = [str(SETUP / "bare-debian.sh"), suite, ",".join(PACKAGES)]
    # Popen's context ends with the pipe closed and the process waited for.
    with subprocess.Popen(command, stdout=subprocess.PIPE) as bootstrap:
        imported = subprocess.run(
            ["docker", "import", "-", f"{tag}-base"],
            stdin=bootstrap.stdout,
            capture_output=True,
            text=True,
            check=False,
        )
    if bootstrap.returncode or imported.returncode:
        raise LabError(
            f"The image of Debian {suite} could not be made, for the reason above. "
            f"{imported.stderr.strip()}\nCheck that the machine reaches Debian's packages "
            "(`apt-get update`), and run this again."
        )
    return f"{tag}-base"


def _finish(base: str, suite: str, tag: str) -> None:
    install = (
        f"apt-get update -qq && apt-get install -qq --no-install-recommends {' '.join(PACKAGES)}"
    )
    container = engine().containers.run(
        base,
        ["sh", "-c", f"({install}) >/dev/null 2>&1; {FINISH} && apt-get clean"],
        environment={"DEBIAN_FRONTEND": "noninteractive"},
        detach=True,
    )
    try:
        if container.wait()["StatusCode"]:
            raise LabError(f"The image of Debian {suite} failed: {container.logs().decode()}")
        container.commit(REPOSITORY, tag.split(":")[1], changes='CMD ["/sbin/init"]')
    finally:
        container.remove(force=True)
