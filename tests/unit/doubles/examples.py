"""What the tests start from: a site with the real defaults of group_data/, and hosts as found."""

import ast
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from runpy import run_path
from typing import Any
from zipfile import ZipFile

from pyinfra.api.config import Config
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import State

from roles.configuration.artifact import Artifact
from roles.configuration.cluster import GROUPS, Cluster, InventoryHost, build_cluster
from roles.configuration.validation import is_cluster_setting
from roles.files.nginx_host import HostNginx, host_nginx
from roles.files.nginx_site import SiteState, render_site
from roles.plan.balancing import Balancing
from roles.run.inventory import cluster_of
from roles.survey.host_survey import HostSurvey
from roles.survey.lines import parse_survey

PROJECT = Path(__file__).parents[3]
INVENTORY = Path(__file__).parent / "site_inventory.py"
ARTIFACT = Artifact(Path("site.jar"), "0123456789abcdef" * 4, 20 * 2**20)
FRESH_HOST = """\
system debian
system_version 12
init systemd
user root
processors 2
memory_mb 2000
open_files_limit 1048576
ipv6 yes
free_mb /opt 9000
free_mb /var 9000
free_mb /etc 9000"""


# Of an app server that serves, and of the load balancer that sends it requests.
RUNNING = [
    *("release 0ld", "sessions sticky", "active active", "answered 200", "port 8080"),
    "sessions_in_memory 3",
]
SENDING = ["nginx active", "site_enabled yes", "upstream 192.0.2.11:8080 up"]
# Of a server that came from release 0ld to another.
KEPT_REVISIONS = [
    *("history 0ld.1", "history 2ew.1", "revision 2ew.1", "installed 0ld", "installed 2ew"),
    *("kept 0ld.1 0ld sum1 clustered", "kept 2ew.1 2ew sum2 clustered"),
]


@cache
def group_data(group: str) -> dict[str, Any]:
    """What a group's hosts get from group_data/: as pyinfra, without what the file imports."""
    path = PROJECT / "group_data" / f"{group}.py"
    imported = {
        name.asname or name.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    found = run_path(str(path))
    return {key: found[key] for key in found.keys() - imported if not key.startswith("__")}


def inventory(**data: object) -> Inventory:
    """The example site's inventory, `data` given on the command line."""
    found = run_path(str(INVENTORY))
    groups = {group: (found[group], group_data(group)) for group in GROUPS}
    names = [
        host if isinstance(host, str) else host[0] for group in GROUPS for host in found[group]
    ]
    site = Inventory((names, group_data("all")), override_data=data, **groups)
    State(site, Config())
    return site


def cluster(**data: object) -> Cluster:
    """The example site's cluster: the load balancer 192.0.2.1, app1, app2 and redis1."""
    return cluster_of(inventory(**data))


def site_of(lbs: list[str], servers: list[str], redis: list[str], **data: object) -> Cluster:
    """The cluster of those hosts."""
    groups = {"lb": lbs, "app": servers, "redis": redis}
    merged = {key: value for group in ("all", *groups) for key, value in group_data(group).items()}
    return build_cluster(
        InventoryHost(name, (group,), merged | data)
        for group, names in groups.items()
        for name in names
    )


@cache
def _defaults() -> dict[str, Any]:
    merged = {key: value for host in inventory() for key, value in host.data.dict().items()}
    return {key: value for key, value in merged.items() if is_cluster_setting(key)}


def defaults(**changes: object) -> dict[str, Any]:
    """The settings that a deploy of the example site starts from, with changes."""
    return _defaults() | changes


def survey(**changes: Any) -> HostSurvey:
    """A host that has just been installed, with changes."""
    return replace(parse_survey(FRESH_HOST.splitlines()), **changes)


def nginx(**changes: Any) -> HostNginx:
    """What nginx shall be on such a host, with changes."""
    return replace(host_nginx(survey()), **changes)


def site_text(
    asked: Cluster | None = None,
    on: HostNginx | None = None,
    maintenance: bool = False,
    actuators: Collection[str] = (),
    balancing: Balancing = "round_robin",
) -> str:
    """The first load balancer's nginx site."""
    asked = asked or cluster()
    state = SiteState(balancing, maintenance, actuators)
    return render_site(asked, asked.lb[0], on or nginx(), state)


def write_jar(
    path: Path,
    manifest: str = "Main-Class: a.B\r\n",
    content: bytes = b"site",
    classes: Mapping[str, int] | None = None,
) -> Path:
    """Write a JAR that can be deployed, or one with another manifest.

    `classes` are class files in it, each compiled for the Java of that number.
    """
    with ZipFile(path, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", manifest)
        archive.writestr("site.class", content)
        for name, java in (classes or {}).items():
            archive.writestr(name, bytes.fromhex("cafebabe0000") + bytes([0, 44 + java]) + b"rest")
    return path
