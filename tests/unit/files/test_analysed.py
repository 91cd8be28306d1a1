"""nginx' files before an analyser that knows what often goes wrong in such files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from roles.configuration.cluster import Cluster, Member
from roles.files.nginx_host import host_nginx
from roles.files.nginx_listening import render_default
from roles.files.nginx_upstream import render_upstream
from roles.plan.balancing import Balancing
from tests.unit.doubles.analysed_nginx import Finding, analyse, write_whole
from tests.unit.doubles.examples import cluster, site_text, survey

VERSIONS = ("1.22.1", "1.26.3")


@dataclass(frozen=True)
class Waiver:
    """What the analyser may say, and why the kit's files are right nevertheless."""

    plugin: str
    says: str
    because: str
    versions: tuple[str, ...] = VERSIONS

    def covers(self, finding: Finding) -> bool:
        return self.plugin == finding.plugin and self.says in finding.reason


WAIVERS = (
    Waiver(
        "missing_resolver",
        "'proxy_pass' uses a variable",
        "the variables hold names of upstreams in the same files: nginx asks no DNS for these",
    ),
    Waiver(
        "regex_redos",
        "Nested quantifier detected",
        "a round of the pattern begins at a / and takes no other: a path splits in one way only",
    ),
    Waiver(
        "add_header_redefinition",
        '"set-cookie" dropped',
        "nginx' own pages come from no server whose name a cookie could keep",
    ),
    Waiver(
        "hsts_header",
        "No Strict-Transport-Security",
        "hsts_seconds is 0 until somebody asks: browsers can't be told to forget it",
    ),
    Waiver(
        "try_files_is_evil_too",
        "without open_file_cache",
        "an authority asks a few times in two months, and a cache would hide a new challenge",
    ),
    Waiver("nginx_cves", "CVE-2026-9256", "a fault of `rewrite`, which no file of the kit says"),
    Waiver("nginx_cves", "CVE-2025-23419", "a fault of visitors' own certificates", ("1.22.1",)),
)

NAMED = {"server_names": ["shop.example", "*.shop.example"]}
FILES = {"tls_certificate": "host:/etc/ssl/site.pem", "tls_key": "host:/etc/ssl/site.key"}
SECURE = {**NAMED, "tls": "files", **FILES, "hsts_seconds": 31_536_000}
PROXIES = {"trusted_proxies": ["203.0.113.0/24", "2001:db8::/32"]}
STICKY = {"session_profile": "sticky"}
ACME = {"server_names": ["shop.example"], "tls": "acme", "acme_email": "a@shop.example"}
SITES: dict[str, tuple[Balancing, dict[str, Any]]] = {
    "http": ("round_robin", {}),
    "names": ("round_robin", NAMED),
    "https": ("round_robin", SECURE),
    "https-without-hsts": ("round_robin", {**SECURE, "hsts_seconds": 0}),
    "acme": ("round_robin", ACME),
    "by-cookie": ("cookie", {**SECURE, **STICKY, "sticky_by": "cookie"}),
    "by-address": ("ip_hash", STICKY),
    "proxies": ("round_robin", PROXIES),
    "proxies-and-names": ("round_robin", {**SECURE, **PROXIES}),
    "proxy-protocol": ("round_robin", {**NAMED, **PROXIES, "proxy_protocol": True}),
    "assets": ("round_robin", {"asset_paths": ["/assets/", "/static/"]}),
    "bypass": ("round_robin", {**NAMED, "maintenance_bypass": ["192.0.2.0/24"]}),
    "no-limits": ("round_robin", {"connections_per_address": 0, "uploads_per_address": 0}),
}


def with_two_lbs(asked: Cluster) -> Cluster:
    return replace(asked, every_lb=(*asked.lb, Member("lb2", "192.0.2.2")))


def rendered(version: str, balancing: Balancing, settings: Mapping[str, Any]) -> dict[str, str]:
    """All of nginx' files for a site, by their names."""
    asked, on = with_two_lbs(cluster(**settings)), host_nginx(survey(nginx_version=version))
    maintenance = "maintenance_bypass" in settings
    named = asked.settings.server_names
    defaults = {
        f"default-{port}.conf": render_default(asked.settings, on, port)
        for port in (asked.settings.heard_at if named else ())
    }
    return defaults | {
        "upstream.conf": render_upstream(asked, balancing, ["app1"], {"app2": 8081}),
        "site.conf": site_text(asked, on, maintenance, ["/shop/actuator"], balancing),
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_all_that_is_found_is_right_here_for_a_reason(tmp_path: Path, version: str) -> None:
    found = analyse(
        version,
        *(write_whole(tmp_path / name, rendered(version, *site)) for name, site in SITES.items()),
    )
    waivers = [waiver for waiver in WAIVERS if version in waiver.versions]
    unexplained = [each for each in found if not any(waiver.covers(each) for waiver in waivers)]
    assert not unexplained, "\n\n".join(map(str, unexplained))
    needless = [waiver for waiver in waivers if not any(map(waiver.covers, found))]
    assert not needless


@pytest.mark.parametrize(
    ("whole", "broken", "plugin"),
    [
        ("Host $image_studio_host;", "Host $http_host;", "host_spoofing"),
        ("location /_errors/ {", "location /_errors {", "alias_traversal"),
        ("TLSv1.2 TLSv1.3", "TLSv1 TLSv1.2", "weak_ssl_tls"),
    ],
)
def test_a_broken_file_is_found(tmp_path: Path, whole: str, broken: str, plugin: str) -> None:
    files = rendered(VERSIONS[0], *SITES["https"])
    assert whole in files["site.conf"]
    files["site.conf"] = files["site.conf"].replace(whole, broken)
    found = analyse(VERSIONS[0], write_whole(tmp_path / "broken", files))
    assert plugin in {finding.plugin for finding in found}
