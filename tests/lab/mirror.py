"""The mirror: a stranger's app that says what it sees of a request, and visitors who ask it."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from socket import create_connection

import httpx

from lab.commands import LAB_INVENTORY
from lab.engine import engine
from lab.lab import Lab
from lab.network import visitor_addresses
from lab.topology import Family
from roles.configuration.addresses import url_address
from roles.configuration.settings import Settings
from roles.visiting.clients import lb_client, site_url
from roles.visiting.site_transport import trusting
from tests.lab.rig import Rig
from tests.lab.stranger import Stranger, Written, journey, stranger
from tests.lab.web_socket import WebSocket, web_socket

JOURNEY: Written = [
    {"get": "/"},
    {"post": "/", "form": {"text": "{unique}"}},
    {"get": "/", "shows": "{unique}", "attribute": "text"},
]
JAR = "tests/apps/mirror/target/mirror.jar"
MIRROR = (
    "app_name=mirror",
    f"app_jar={JAR}",
    "session_namespace=mirror",
    "app_port=9092",
    "http_port=8092",
    "https_port=8492",
    journey(JOURNEY),
)
# For what is to be shown over HTTPS.
TLS = ("tls=self_signed", 'server_names=["mirror.example"]')
SERVERS = ("app1", "app2")
SECONDS = 20
# Long enough for many requests to be under way together, on a busy machine.
TOGETHER_SECONDS = 2

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """Whom the app takes a visitor for: the address, and the scheme, host and port it came to."""

    address: str
    scheme: str
    host: str
    port: int


@dataclass(frozen=True)
class Mirror:
    """The app as it is deployed, asked at an lb, by its address of a family."""

    app: Stranger
    lb: str
    family: Family = "ipv4"

    @property
    def rig(self) -> Rig:
        """The lab that it stands in."""
        return self.app.rig

    @property
    def doors(self) -> list["Mirror"]:
        """The same at each load balancer."""
        return [replace(self, lb=lb) for lb in self.rig.members("lb")]

    @property
    def settings(self) -> Settings:
        """What its operator says."""
        return self.app.target.cluster.settings

    @property
    def port(self) -> int:
        """Where visitors come in."""
        return self.settings.visitor_port

    @property
    def sources(self) -> list[str]:
        """Addresses of this machine, of IPv4 each in a network of its own."""
        return sources(self.rig, self.family)

    @property
    def address(self) -> str:
        """The load balancer's."""
        return Lab(replace(self.rig.topology, family=self.family)).address(self.lb)

    @contextmanager
    def deployed_with(self, *data: str) -> Iterator[None]:
        """Deploy it with further settings, and without them again at the end."""
        try:
            self.app.deploy_well(*data)
            yield
        finally:
            self.app.deploy_well()

    @property
    def certificate(self) -> bytes | None:
        """What the load balancer shows who speaks TLS with it."""
        target = self.app.target
        return target.certificate(next(lb for lb in target.cluster.lb if lb.name == self.lb))

    def client(self, source: str | None = None) -> httpx.Client:
        """A visitor who comes from an address of this machine."""
        host = url_address(self.address)
        return lb_client(self.settings, host, source, SECONDS, self.certificate)

    @contextmanager
    def socket(self, path: str) -> Iterator[WebSocket]:
        """Open a visitor's WebSocket, which says nothing by itself."""
        settings, tls = self.settings, self.settings.uses_tls
        url = site_url(settings, url_address(self.address)).replace("http", "ws", 1) + path
        line = create_connection((self.address, self.port), SECONDS)
        with web_socket(url, line, trusting(self.certificate) if tls else None) as socket:
            yield socket

    def get(self, path: str, source: str, headers: Headers | None = None) -> httpx.Response:
        """What a visitor gets who asks once."""
        with self.client(source) as client:
            return client.get(path, headers=headers)

    def seen(self, source: str, headers: Headers | None = None) -> Seen:
        """What the app sees of such a request."""
        return read_seen(self.get("/seen", source, headers))

    def server(self, source: str, headers: Headers | None = None) -> str:
        """Who answers such a request."""
        return str(self.get("/seen", source, headers).json()["server"])

    def at_once(
        self, source: str, headers: Sequence[Headers], method: str = "GET"
    ) -> list[httpx.Response]:
        """What an address gets for so many requests that it has under way together."""

        def ask(own: Headers) -> httpx.Response:
            return client.request(method, f"/slow?seconds={TOGETHER_SECONDS}", headers=own)

        with self.client(source) as client, ThreadPoolExecutor(len(headers)) as pool:
            return list(pool.map(ask, headers))


def read_seen(answer: httpx.Response) -> Seen:
    """Whom the app took a visitor for, as it says."""
    assert answer.status_code == 200, answer.text
    said = answer.json()
    return Seen(said["address"], said["scheme"], said["host"], said["port"])


def sources(rig: Rig, family: Family = "ipv4") -> list[str]:
    """Addresses of this machine, of IPv4 each in a network of its own."""
    return visitor_addresses(engine().networks.get(rig.topology.name), family)


@contextmanager
def mirror(rig: Rig, *data: str, inventory: Path = LAB_INVENTORY) -> Iterator[Mirror]:
    """Deploy the mirror with settings of a test's own, and take it off the hosts at the end.

    It is asked at the last load balancer, which is the only one where there is one.
    """
    settings = (*MIRROR, *data)
    with stranger(rig, "mirror", settings, lambda what, traffic: None, inventory=inventory) as app:
        app.deploy_well()
        yield Mirror(app, rig.members("lb")[-1])
