"""Hosts that behave like VMs: up in parallel, each with its own SSH host key."""

from concurrent.futures import ThreadPoolExecutor

from docker.errors import APIError
from docker.models.containers import Container
from docker.models.networks import Network
from tenacity import RetryError, retry, retry_if_result, stop_after_delay, wait_fixed

from lab.engine import (
    GROUP_LABEL,
    LAB_LABEL,
    NUMBER_LABEL,
    SUITE_LABEL,
    engine,
    execute,
    lab_containers,
)
from lab.errors import LabError
from lab.network import host_addresses, machine_has_ipv6
from lab.topology import LabHost, Topology
from roles.files.kernel import SENDS_AGAIN, SYSCTL_NAME

BOOT_SECONDS = 60
# What systemd needs to run as on a VM, its units' own hardening included; no more.
CAPABILITIES = ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"]
# What the deploy sets on a VM can't be set from inside a container.
SYSCTLS = {SYSCTL_NAME: str(SENDS_AGAIN)}
IPV6_SYSCTLS = {f"net.ipv6.conf.{links}.disable_ipv6": "0" for links in ("all", "default")}


def ensure_hosts(topology: Topology, network: Network, image: str) -> list[Container]:
    """Start what is missing of a lab's hosts, all at once, and wait until each has booted.

    Raises LabError when a host does not boot, or stands there with another suite.
    """
    present = {container.name: container for container in lab_containers(topology.name)}
    for container in present.values():
        suite = container.labels[SUITE_LABEL]
        if suite != topology.suite:
            raise LabError(
                f"{container.name} runs {suite}, not {topology.suite}: `make lab-down` first."
            )

    def ensure(host: LabHost) -> Container:
        container = present.get(topology.container(host))
        if container is None:
            container = _create(topology, host, network, image)
            container.start()
            _wait_until_booted(container)
            _prepare(topology, container)
        elif container.status != "running":
            container.start()
            _wait_until_booted(container)
        return container

    with ThreadPoolExecutor(len(topology.hosts)) as pool:
        return list(pool.map(ensure, topology.hosts))


def _create(topology: Topology, host: LabHost, network: Network, image: str) -> Container:
    api = engine().api
    addresses = host_addresses(network, host.number)
    endpoint = api.create_endpoint_config(
        ipv4_address=addresses["ipv4"], ipv6_address=addresses.get("ipv6")
    )
    created = api.create_container(
        image,
        command=["/sbin/init"],
        name=topology.container(host),
        hostname=host.name,
        labels={
            LAB_LABEL: topology.name,
            GROUP_LABEL: host.group,
            SUITE_LABEL: topology.suite,
            NUMBER_LABEL: str(host.number),
        },
        host_config=api.create_host_config(
            cap_add=CAPABILITIES,
            cgroupns="host",
            binds=["/sys/fs/cgroup:/sys/fs/cgroup:rw"],
            tmpfs={"/run": "", "/run/lock": "", "/tmp": "exec"},
            restart_policy={"Name": "unless-stopped"},
            sysctls=SYSCTLS | (IPV6_SYSCTLS if machine_has_ipv6() else {}),
        ),
        networking_config=api.create_networking_config({network.name: endpoint}),
        stop_signal="SIGRTMIN+3",
    )
    return engine().containers.get(created["Id"])


def _wait_until_booted(container: Container) -> None:
    @retry(
        retry=retry_if_result(lambda state: state not in ("running", "degraded")),
        stop=stop_after_delay(BOOT_SECONDS),
        wait=wait_fixed(0.2),
    )
    def state() -> str:
        return execute(str(container.name), "systemctl is-system-running").stdout.strip()

    try:
        state()
    except RetryError:
        raise LabError(f"{container.name} did not boot within {BOOT_SECONDS} s.") from None


def _prepare(topology: Topology, container: Container) -> None:
    key = (topology.state / "id_ed25519.pub").read_text().strip()
    script = (
        "ssh-keygen -A >/dev/null && install -d -m 0700 -o admin -g admin /home/admin/.ssh"
        f" && echo '{key}' >/home/admin/.ssh/authorized_keys"
        " && chown admin: /home/admin/.ssh/authorized_keys && systemctl enable --now --quiet ssh"
    )
    ended = execute(str(container.name), script)
    if ended.returncode:
        raise LabError(f"{container.name} could not be prepared: {ended.stdout}")


def remove_hosts(name: str) -> list[str]:
    """Remove a lab's hosts, all at once, and give their names."""

    def remove(container: Container) -> str:
        try:
            container.remove(force=True, v=True)
        except APIError as error:
            raise LabError(f"{container.name} could not be removed: {error}") from None
        return str(container.name)

    containers = lab_containers(name)
    with ThreadPoolExecutor(max(1, len(containers))) as pool:
        return list(pool.map(remove, containers))
