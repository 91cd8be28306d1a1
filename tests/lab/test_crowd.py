"""Visitors are served while thousands of others do nothing but hold their connections."""

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.lab.rig import SETTLE, Rig

HOLDERS = 3500
VISITORS = 20
NGINX_CONF = "/etc/nginx/nginx.conf"
# As the package made it, by the two lines that the deploy sets.
PACKAGES_OWN = (
    f"sed -e 's/worker_connections [0-9]*;/worker_connections 768;/' "
    f"-e '/^worker_rlimit_nofile [0-9]*;$/d' {NGINX_CONF} | md5sum"
)
PACKAGES_SUM = f"dpkg-query -W -f '${{Conffiles}}' nginx-common | grep ' {NGINX_CONF} '"
BROKEN = "/etc/nginx/conf.d/broken.conf"


@pytest.fixture
def open_files() -> Iterator[None]:
    """Let this process have a file open for each of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * HOLDERS), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@asynccontextmanager
async def held_connections(address: str) -> AsyncIterator[None]:
    """Hold connections from one address, each in the middle of its request."""
    writers = list[asyncio.StreamWriter]()
    try:
        # One by one: nginx makes room by closing connections from which it has read nothing yet.
        for _ in range(HOLDERS):
            _, writer = await asyncio.open_connection(address, 80)
            writers.append(writer)
            writer.write(b"GET /image HTTP/1.1\r\nHost: site\r\nX-Half: ")
        yield
    finally:
        for writer in writers:
            writer.transport.abort()


async def answers(cluster: Rig) -> list[int | str]:
    """What new visitors get, one after the other."""
    found: list[int | str] = []
    for _ in range(VISITORS):
        async with httpx.AsyncClient(base_url=cluster.url, timeout=5) as client:
            try:
                found.append((await client.get("/image")).status_code)
            except httpx.TransportError as error:
                found.append(type(error).__name__)
    return found


@pytest.mark.usefixtures("open_files")
def test_visitors_are_served_beside_thousands_of_held_connections(cluster: Rig) -> None:
    async def visit() -> list[int | str]:
        async with held_connections(cluster.address("lb1")):
            return await answers(cluster)

    assert asyncio.run(visit()) == [200] * VISITORS


def test_the_rest_of_nginx_conf_is_the_packages(cluster: Rig) -> None:
    packages_sum = cluster.run("lb1", PACKAGES_SUM).split()[1]
    assert cluster.run("lb1", f"md5sum {NGINX_CONF}").split()[0] != packages_sum
    assert cluster.run("lb1", PACKAGES_OWN).split()[0] == packages_sum


def test_a_lowered_size_is_healed_and_a_raised_one_stays(cluster: Rig) -> None:
    def resize(connections: int) -> None:
        new = f"worker_connections {connections};"
        cluster.run("lb1", f"sed -i 's/worker_connections [0-9]*;/{new}/' {NGINX_CONF}")

    def read() -> str:
        return cluster.run("lb1", f"grep worker_ {NGINX_CONF}; stat -c '%U %G %a' {NGINX_CONF}")

    deployed = read()
    resize(512)
    assert "nginx' files are not what the last deploy loaded" in cluster.status().output
    cluster.run("lb1", f"echo nonsense >{BROKEN}")
    lowered = read()
    try:
        refused = cluster.deploy()
        assert refused.exit_code == 1 and BROKEN in refused.output, refused.output
        assert read() == lowered
    finally:
        cluster.run("lb1", f"rm {BROKEN}")
    assert cluster.deploy_well().changed == {SETTLE: ["lb1"]}
    assert read() == deployed
    higher = int(deployed.split("worker_connections ")[1].split(";")[0]) + 1
    resize(higher)
    try:
        cluster.deploy_well()
        assert f"worker_connections {higher};" in read()
        assert cluster.deploy_well().changed == {}
    finally:
        resize(512)
        cluster.run("lb1", f"sed -i '/^worker_rlimit_nofile/d' {NGINX_CONF}")
    cluster.deploy_well()
    assert read() == deployed
