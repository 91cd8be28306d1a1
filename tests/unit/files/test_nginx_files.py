import json
import re

import pytest

from roles.configuration.settings import Profile
from roles.files.nginx_host import HostNginx
from roles.files.nginx_pages import ERROR_PAGES, error_page
from roles.files.nginx_upstream import render_upstream
from roles.plan.balancing import Balancing, balancing_after
from tests.unit.doubles.directives import Block, read_directives
from tests.unit.doubles.examples import cluster, nginx, site_text

NGINX = nginx()
SERVERS = ["192.0.2.11:8080", "192.0.2.12:8080"]


def upstream(balancing: Balancing, *down: str, **ports: int) -> Block:
    within = [server.name for server in cluster().app if server.name not in down]
    text = render_upstream(cluster(), balancing, within, ports)
    return read_directives(text).blocks["upstream image-studio"]


def site(maintenance: bool = False, on: HostNginx = NGINX, **data: object) -> Block:
    return read_directives(site_text(cluster(**data), on, maintenance, ["/actuator"]))


@pytest.mark.parametrize(
    ("profile", "hashed"), [("clustered", False), ("sticky", True), ("local", False)]
)
def test_only_sticky_sends_a_visitor_to_one_server(profile: Profile, hashed: bool) -> None:
    found = upstream(balancing_after(profile))
    assert found.all("ip_hash") == ([[]] if hashed else [])
    assert [words[0] for words in found.all("server")] == SERVERS


@pytest.mark.parametrize("balancing", ["ip_hash", "round_robin"])
def test_a_server_out_of_rotation_keeps_its_line_with_a_mark(balancing: Balancing) -> None:
    found = upstream(balancing, "app2").all("server")
    assert [words[0] for words in found] == SERVERS
    assert ["down" in words for words in found] == [False, True]
    assert not [words for words in upstream(balancing).all("server") if "down" in words]


def test_a_server_is_reached_at_the_port_where_it_still_listens() -> None:
    found = upstream("ip_hash", app2=8081).all("server")
    assert [words[0] for words in found] == ["192.0.2.11:8080", "192.0.2.12:8081"]


def test_in_maintenance_only_visitors_from_the_named_networks_reach_the_app() -> None:
    found = site(maintenance=True, maintenance_bypass=["192.0.2.0/24", "2001:db8::/32"])
    networks = {
        words[0]: words[1:] for words in found.blocks["geo $image_studio_in_maintenance"].directives
    }
    assert networks == {"default": ["1"], "192.0.2.0/24": ["0"], "2001:db8::/32": ["0"]}
    location = found.blocks["server"].blocks["location /"]
    assert location.blocks["if ($image_studio_in_maintenance)"].one("return") == ["503"]
    retry = ["Retry-After", "60", "always"]
    assert retry in found.blocks["server"].blocks["location /_errors/"].all("add_header")


def test_without_maintenance_everybody_does() -> None:
    found = site(maintenance_bypass=["192.0.2.0/24"])
    assert not [block for block in found.blocks if block.startswith("geo")]
    location = found.blocks["server"].blocks["location /"]
    assert location.blocks.keys() == {"if ($image_studio_streams)"}


@pytest.mark.parametrize("balancing", ["ip_hash", "round_robin"])
def test_workers_share_what_they_know_of_the_servers_and_keep_connections(
    balancing: Balancing,
) -> None:
    found = upstream(balancing)
    assert found.all("zone")
    # nginx wants the way of balancing before keepalive.
    assert found.position("keepalive") == len(found.directives) - 2
    assert found.directives[-1] == ["keepalive_timeout", "15s"], "before Tomcat's 20 s are over"


@pytest.mark.parametrize("balancing", ["ip_hash", "round_robin"])
def test_what_is_not_safe_to_send_again_has_a_connection_of_its_own(balancing: Balancing) -> None:
    found = read_directives(render_upstream(cluster(app_name="my-site"), balancing, ["app2"], {}))
    kept, once = found.blocks["upstream my-site"], found.blocks["upstream my-site-once"]
    assert once.all("server") == kept.all("server")
    assert once.all("ip_hash") == kept.all("ip_hash")
    assert not once.all("keepalive")
    chosen = found.blocks["map $request_method $my_site_upstream"]
    assert chosen.one("default") == ["my-site-once"]
    assert {method: words for method, *words in chosen.directives if method != "default"} == {
        method: ["my-site"] for method in ("GET", "HEAD", "OPTIONS")
    }


@pytest.mark.parametrize(("ipv6", "listens"), [(True, ["8088", "[::]:8088"]), (False, ["8088"])])
def test_the_site_listens_on_the_families_that_its_host_has(ipv6: bool, listens: list[str]) -> None:
    server = site(on=nginx(ipv6=ipv6), http_port=8088).blocks["server"]
    assert [words[0] for words in server.all("listen")] == listens


def test_a_body_a_little_above_the_apps_own_limit_reaches_the_app() -> None:
    limit = site(upload_limit_mb=25).blocks["server"].one("client_max_body_size")
    assert int(limit[0].removesuffix("m")) > 26


def test_requests_reach_the_upstream_with_what_the_visitor_asked_for() -> None:
    server = site(app_name="my-site").blocks["server"]
    location = server.blocks["location /"]
    headers = {name: value for name, value in server.all("proxy_set_header")}
    assert location.one("proxy_pass") == ["http://$my_site_upstream"]
    assert server.one("proxy_http_version") == ["1.1"]
    assert headers["Host"] == headers["X-Forwarded-Host"] == "$my_site_host"
    assert headers["X-Request-ID"] == "$request_id"
    # nginx forgets those of the server where a location has some of its own.
    assert not [block for block in server.blocks.values() if block.all("proxy_set_header")]


def test_answers_are_passed_on_unbuffered_only_where_a_reload_would_cut_them() -> None:
    found = {
        buffers: site(on=nginx(buffers_answers=buffers)).blocks["server"]
        for buffers in (True, False)
    }
    assert not found[True].all("proxy_buffering")
    assert found[False].one("proxy_buffering") == ["off"]
    others = {
        buffers: [words for words in server.directives if "proxy_buffer" not in words[0]]
        for buffers, server in found.items()
    }
    assert others[False] == others[True]


def test_the_access_log_is_json_that_says_who_served_what() -> None:
    name, escape, *pieces = site().one("log_format")
    assert escape == "escape=json"
    assert site().blocks["server"].one("access_log")[1] == name
    line = json.loads(re.sub(r"\$\w+", "1", "".join(pieces)))
    assert line.keys() >= {"request_id", "method", "uri", "status", "upstream", "upstream_status"}


def test_nginx_answers_with_its_own_pages() -> None:
    server = site().blocks["server"]
    pages = {status: words[-1] for words in server.all("error_page") for status in words[:-1]}
    assert {status: page for status, page in pages.items() if page.startswith("/")} == {
        "413": "/_errors/413.html",
        "429": "/_errors/429.html",
        "503": "/_errors/503.html",
    }
    location = server.blocks["location /_errors/"]
    assert location.one("internal") == []
    assert location.one("alias") == ["/usr/share/image-studio/errors/"]


@pytest.mark.parametrize("status", ERROR_PAGES)
def test_each_page_speaks_english_and_korean(status: int) -> None:
    page = error_page(status, {})
    assert '<html lang="en">' in page and re.search(r'<p lang="ko">[^<]*[가-힣]', page)
