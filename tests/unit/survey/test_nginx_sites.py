"""What is read of somebody's nginx, and what of it the app's site would clash with."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest

from roles.configuration.cluster import Cluster, Member
from roles.files.nginx_upstream import render_upstream
from roles.shared_places import NGINX_DEFAULT_SITE_LINK, nginx_default_file
from roles.survey.fitness import unfitness
from roles.survey.nginx_clash import ports_without_default
from roles.survey.nginx_sites import NginxSite, NginxUpstream, read_nginx
from tests.unit.doubles.examples import cluster, site_text, survey

BLOG = "/etc/nginx/sites-enabled/blog"


def read(text: str) -> list[NginxSite | NginxUpstream]:
    return list(read_nginx(f"# configuration file {BLOG}:\n{text}\n"))


def site(
    ports: set[int], default_at: set[int], *names: str, tls: Collection[int] = ()
) -> NginxSite:
    return NginxSite(BLOG, frozenset(ports), frozenset(default_at), names, frozenset(tls))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("server { listen 80; server_name a.org b.org; }", site({80}, set(), "a.org", "b.org")),
        ("server{listen 80 default_server;}", site({80}, {80})),
        ("server { listen [::]:81 ipv6only=on default; server_name _; }", site({81}, {81}, "_")),
        ("server { listen *:80; listen 0.0.0.0:443 ssl; }", site({80, 443}, set(), tls={443})),
        ("server { server_name a.org; }", site({80}, set(), "a.org")),
        ("server { listen *; listen [::]; }", site({80}, set())),
        ("server { listen 192.0.2.1:80 default_server; }", site(set(), set())),
        ("server { listen unix:/run/a default_server; listen a.org:80; }", site(set(), set())),
        (
            "server { # listen 80;\n listen \"80\"; server_name 'a.org'; }",
            site({80}, set(), "a.org"),
        ),
        ("http { server { listen 80; location / { if ($a) { return 1; } } } }", site({80}, set())),
        ("server { set $a ${b}; listen 80; return 200 '}'; }", site({80}, set())),
        ("upstream shop { server 192.0.2.1; }", NginxUpstream(BLOG, "shop")),
    ],
)
def test_a_site_is_read_as_nginx_reads_it(text: str, found: NginxSite | NginxUpstream) -> None:
    assert read(text) == [found]


@pytest.mark.parametrize(
    "text", ["", "}", "server {", "stream { server { listen 80; } }", "listen 80;", "upstream {}"]
)
def test_what_is_no_site_is_none(text: str) -> None:
    assert read(text) == []


def test_each_file_is_told_from_the_others() -> None:
    text = "# configuration file /a:\nupstream b {}\n# configuration file /c d:\n\n"
    text += "# configuration file /e:\nupstream f {}\n"
    assert list(read_nginx(text)) == [NginxUpstream("/a", "b"), NginxUpstream("/e", "f")]


def refusal(
    text: str, file: str = BLOG, asked: Cluster | None = None, **changes: Any
) -> str | None:
    asked = asked or cluster()
    found = list(read_nginx(f"# configuration file {file}:\n{text}\n"))
    changes["nginx_sites"] = tuple(one for one in found if isinstance(one, NginxSite))
    changes["nginx_upstreams"] = tuple(one for one in found if isinstance(one, NginxUpstream))
    return unfitness(asked, asked.lb[0], survey(**changes), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("server { listen 80 default_server; server_name a.org; }", f"site {BLOG} is the default_"),
        ("server { listen 80; }", f"site {BLOG} has no server_name at port 80"),
        ("server { listen 80; server_name _; }", f"site {BLOG} has no server_name at port 80"),
        ("upstream image-studio {}", f"{BLOG} has an nginx upstream image-studio"),
        ("upstream image-studio-once {}", f"{BLOG} has an nginx upstream image-studio-once"),
    ],
)
def test_a_clash_is_refused_with_the_file(text: str, words: str) -> None:
    said = refusal(text)
    assert said and words in said and "choose another" in said
    assert refusal(text, asked=cluster(http_port=8000, app_name="shop")) is None


@pytest.mark.parametrize(
    "text",
    [
        "server { listen 80; server_name a.org; }",
        "server { listen 8000 default_server; }",
        'server { listen 80; server_name ""; return 444; }',
        "server { listen 192.0.2.9:80 default_server; }",
        "upstream another {}",
    ],
)
def test_what_stands_beside_it_is_none(text: str) -> None:
    assert refusal(text) is None


@pytest.mark.parametrize("data", [{}, {"tls": "acme", "server_names": ["shop.example"]}])
def test_what_the_kit_has_placed_is_none(data: dict[str, Any]) -> None:
    asked = cluster(**data)
    asked = replace(asked, every_lb=(*asked.lb, Member("lb2", "192.0.2.2")))
    for file, text in {
        "/etc/nginx/sites-enabled/image-studio": site_text(asked),
        "/etc/nginx/conf.d/image-studio-upstream.conf": render_upstream(asked, "ip_hash", [], {}),
    }.items():
        assert refusal(text, file) is None
        assert refusal(text, BLOG)


NAMED = {"server_names": ["shop.example", "*.shop.example"]}
SECURE = NAMED | {"tls": "self_signed"}


@pytest.mark.parametrize(
    ("text", "settings", "words"),
    [
        ("server { listen 80; server_name shop.example; }", NAMED, "has the name shop.example"),
        ("server { listen 80; server_name _; }", NAMED, "has no server_name at port 80"),
        ("server { listen 443; server_name a.org; }", SECURE, "does not speak TLS at port 443"),
        ("server { listen 80 ssl; server_name a.org; }", NAMED, "speaks TLS at port 80"),
        (
            "server { listen 80 proxy_protocol; server_name a.org; }",
            NAMED,
            "speaks the PROXY protocol at port 80",
        ),
        (
            "server { listen 443 ssl; server_name shop.example; }",
            SECURE,
            "or choose another https_port.",
        ),
    ],
)
def test_a_site_with_names_clashes_with_who_has_them_too_or_speaks_otherwise(
    text: str, settings: dict[str, Any], words: str
) -> None:
    said = refusal(text, asked=cluster(**settings))
    assert said and words in said and BLOG in said


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("server { listen 80 default_server; server_name a.org; }", NAMED),
        ("server { listen 80 default_server; }", NAMED),
        ("server { listen 80; server_name b.org; }", NAMED),
        ("server { listen 443 ssl; server_name b.org; }", SECURE),
        ("server { listen 443; server_name shop.example; }", NAMED),
    ],
)
def test_sites_share_a_port_by_their_names(text: str, settings: dict[str, Any]) -> None:
    assert refusal(text, asked=cluster(**settings)) is None


@pytest.mark.parametrize(
    ("text", "settings", "answered"),
    [
        ("", {}, []),
        ("", NAMED, [80]),
        ("", SECURE, [80, 443]),
        ("server { listen 80; server_name b.org; }", NAMED, [80]),
        ("server { listen 80 default_server; server_name b.org; }", NAMED, []),
        ("server { listen 443 ssl default_server; server_name b.org; }", SECURE, [80]),
    ],
)
def test_strangers_are_answered_where_nobody_else_does(
    text: str, settings: dict[str, Any], answered: list[int]
) -> None:
    found = [site for site in read(text) if isinstance(site, NginxSite)]
    own = NginxSite(nginx_default_file(80), frozenset({80}), frozenset({80}), ("_",))
    surveyed = survey(nginx_sites=(own, *found))
    assert ports_without_default(cluster(**settings), surveyed) == answered


def test_debians_default_site_is_none_while_it_is_debians() -> None:
    text = "server { listen 80 default_server; listen [::]:80 default_server; server_name _; }"
    assert refusal(text, NGINX_DEFAULT_SITE_LINK, debians_site=True) is None
    said = refusal(text, NGINX_DEFAULT_SITE_LINK)
    assert said and f"site {NGINX_DEFAULT_SITE_LINK} is the default_server of port 80" in said


def test_what_an_app_server_has_in_its_nginx_is_its_own() -> None:
    asked = cluster()
    found = survey(nginx_sites=(site({80}, {80}),))
    assert unfitness(asked, asked.app[0], found, None) is None
    both = replace(asked, every_lb=asked.app[:1])
    assert unfitness(both, asked.app[0], found, None)
