"""The kit's site in a real nginx on loopback, and apps that do what a test asks by the path."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from roles.configuration.cluster import Cluster
from roles.files.nginx_host import HostNginx
from roles.files.nginx_listening import render_default
from roles.files.nginx_pages import ERROR_PAGES, error_page
from roles.files.nginx_upstream import render_upstream
from roles.plan.balancing import Balancing
from roles.shared_places import NGINX_SECRETS
from tests.unit.doubles.edge_app import EdgeApp
from tests.unit.doubles.examples import cluster, nginx, site_text
from tests.unit.doubles.loopback_nginx import (
    reload_nginx,
    serving,
    write_configuration,
)
from tests.unit.doubles.ports import unused_port

LOGS_WITHIN_SECONDS = 10
# Debian 12's nginx, which this machine has.
HERE = nginx(ipv6=False, buffers_answers=False, says_http2=False)


@dataclass
class Edge:
    """A load balancer of a site on loopback, and the apps behind it."""

    asked: Cluster
    port: int
    apps: tuple[EdgeApp, ...]
    folder: Path
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def begun(self, request: str) -> int:
        """How often any app began to act on a request, such as "GET /vanish"."""
        return sum(app.begun[request] for app in self.apps)

    def say(self, text: str) -> str:
        """Send what is no request of httpx', as it is written, and give all that comes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(text.encode())
            with connection.makefile("rb") as answer:
                return answer.read().decode()

    def stop(self, number: int) -> None:
        """Have an app refuse connections, as one does that has ended."""
        self.apps[number].shutdown()
        self.apps[number].server_close()

    def mark_down(self, name: str) -> None:
        """Take a server out of rotation, as its turn does."""
        upstream = self.folder / "upstream.conf"
        number = [server.name for server in self.asked.app].index(name)
        there = f"server 127.0.0.1:{self.apps[number].server_port} "
        lines = upstream.read_text().splitlines()
        marked = [f"{line[:-1]} down;" if there in line else line for line in lines]
        upstream.write_text("\n".join(marked))
        reload_nginx(self.folder)

    def log(self, count: int) -> list[dict[str, str]]:
        """What nginx wrote of each of so many requests; it does so once they are answered."""
        name = Path(f"{self.asked.settings.app_name}.access.json.log")

        @retry(
            stop=stop_after_delay(LOGS_WITHIN_SECONDS),
            wait=wait_fixed(0.02),
            retry=retry_if_result(lambda lines: len(lines) < count),
        )
        def lines() -> list[str]:
            return (self.folder / name).read_text().splitlines()

        return [json.loads(line) for line in lines()]


@contextmanager
def edge(
    folder: Path,
    balancing: Balancing = "round_robin",
    on: HostNginx = HERE,
    down: tuple[str, ...] = (),
    maintenance: bool = False,
    **settings: Any,
) -> Iterator[Edge]:
    """Start nginx and the apps of a site with those settings."""
    port = unused_port()
    folder.mkdir(exist_ok=True)
    asked = cluster(**{"http_port": port, **settings})
    with ExitStack() as stack:
        apps = tuple(EdgeApp(server.name) for server in asked.app)
        for app in apps:
            stack.callback(app.let_go.set)
            Thread(target=app.serve_forever, args=[0.01], daemon=True).start()
            stack.callback(app.server_close)
            stack.callback(app.shutdown)
        within = [server.name for server in asked.app if server.name not in down]
        text = render_upstream(asked, balancing, within, {})
        site = site_text(asked, on, maintenance, ["/actuator"], balancing)
        if asked.settings.server_names:
            site += "".join(
                render_default(asked.settings, on, at) for at in asked.settings.heard_at
            )
        site = site.replace(NGINX_SECRETS, str(folder))
        configuration = write_configuration(folder, text, site)
        _lead_to(apps, asked, folder)
        (folder / "errors").mkdir()
        for status in ERROR_PAGES:
            page = error_page(status, asked.settings.error_pages)
            (folder / f"errors/{status}.html").write_text(page)
        stack.enter_context(serving(configuration, port))
        yield Edge(asked, port, apps, folder)


def _lead_to(apps: tuple[EdgeApp, ...], asked: Cluster, folder: Path) -> None:
    """Have the files mean the apps here, by their addresses and by the patterns of these."""
    upstream = folder / "upstream.conf"
    text = upstream.read_text()
    for server, app in zip(asked.app, apps, strict=True):
        for dot in (".", r"\."):
            there = f"{server.address}:{asked.settings.app_port}".replace(".", dot)
            text = text.replace(there, f"127.0.0.1:{app.server_port}".replace(".", dot))
    upstream.write_text(text)
    site = folder / "site.conf"
    pages = f"/usr/share/{asked.settings.app_name}/errors"
    site.write_text(
        site.read_text().replace("listen ", "listen 127.0.0.1:").replace(pages, f"{folder}/errors")
    )


@contextmanager
def visitor(site: Edge, **options: object) -> Iterator[httpx.Client]:
    """A visitor of that load balancer."""
    with httpx.Client(base_url=site.url, timeout=10, **options) as client:  # type: ignore[arg-type]
        yield client
