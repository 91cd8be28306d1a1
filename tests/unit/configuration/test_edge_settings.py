import re

import pytest

from roles.configuration.cluster import Cluster
from roles.configuration.edge_contradictions import challenges_misfit
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.examples import cluster, defaults

NAMES = ["shop.example"]
FILES = {"tls": "files", "server_names": NAMES}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"server_names": ["Shop.example"]}, "server_names is 'Shop.example': expected host names"),
        ({"server_names": ["*.example"]}, "server_names is '*.example': expected host names"),
        ({"server_names": ["a..b"]}, "expected host names"),
        ({"server_names": ["a.b;"]}, "expected host names"),
        ({"server_names": "shop.example"}, "expected host names"),
        ({"tls": "on"}, "tls is 'on': expected 'off', 'self_signed', 'files' or 'acme'."),
        ({"sticky_by": "ip"}, "sticky_by is 'ip': expected 'address' or 'cookie'."),
        ({"trusted_proxies": ["10.0.0.1/8"]}, "trusted_proxies is '10.0.0.1/8': expected networks"),
        ({"trusted_proxies": ["a proxy"]}, "trusted_proxies is 'a proxy': expected networks"),
        ({"asset_paths": ["assets/"]}, "asset_paths is 'assets/': expected paths that begin"),
        ({"asset_paths": ["/a b/"]}, "expected paths that begin and end with /"),
        ({"asset_paths": ["/"]}, "expected paths that begin and end with /"),
        ({"error_pages": {404: "a.html"}}, "is '404': expected '413', '429', '502' or '503'."),
        ({"error_pages": {"502": "no/such.html"}}, "error_pages has 'no/such.html' for 502"),
        ({"error_pages": ["a.html"]}, "expected files for 413, 429, 502 or 503"),
        ({"hsts_seconds": -1}, "hsts_seconds is -1: expected 0 or more."),
        ({"hsts_seconds": 300}, 'hsts_seconds is set and tls is "off"'),
        ({"connections_per_address": -1}, "expected 0 or more"),
        ({"read_timeout": 0}, "read_timeout is 0: expected 1 or more."),
        ({"proxy_protocol": True}, "proxy_protocol is true and trusted_proxies is empty"),
        ({"tls": "acme"}, 'tls is "acme" and server_names has no name'),
        ({"tls": "self_signed", "server_names": ["*.shop.example"]}, "server_names has no name"),
        ({"tls": "acme", "server_names": [*NAMES, "*.shop.example"]}, "every name below another"),
        ({"tls": "acme", "server_names": ["192.0.2.1"]}, "192.0.2.1, an address"),
        ({"tls_key": "a.key"}, 'tls_key is set and tls is "off"'),
        (FILES, 'tls is "files" and tls_certificate is not set'),
        (FILES | {"tls_certificate": "a.pem"}, 'tls is "files" and tls_key is not set'),
        (
            FILES | {"tls_certificate": "host:/a.pem", "tls_key": "a.key"},
            'tls_certificate is on the load balancers ("host:…")',
        ),
        (
            FILES | {"tls_certificate": "host:a.pem", "tls_key": "host:/a.key"},
            "expected an absolute path behind host:",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(changes: dict[str, object], words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(**changes))
    assert words in str(refused.value)
    assert re.fullmatch(r"[^\n]+\.", str(refused.value))


def test_challenges_can_not_be_passed_on_by_the_proxy_protocol() -> None:
    settings = defaults(
        tls="acme", server_names=NAMES, proxy_protocol=True, trusted_proxies=["192.0.2.0/24"]
    )
    said = challenges_misfit(build_settings(settings), 2)
    assert said and said.startswith('tls is "acme" and proxy_protocol is true: nginx can')
    assert challenges_misfit(build_settings(settings), 1) is None
    assert challenges_misfit(build_settings(defaults()), 2) is None


def ports(asked: Cluster) -> dict[str, int]:
    return asked.ports(asked.lb[0])


def test_without_tls_the_site_is_at_the_one_port_and_with_it_at_the_other() -> None:
    plain = cluster(server_names=NAMES)
    assert ports(plain) == {"http_port": 80}
    assert (plain.settings.scheme, plain.settings.visitor_port) == ("http", 80)
    assert plain.settings.heard_at == {80: False}
    secure = cluster(tls="self_signed", server_names=["*.shop.example", *NAMES])
    assert ports(secure) == {"http_port": 80, "https_port": 443}
    assert (secure.settings.scheme, secure.settings.visitor_port) == ("https", 443)
    assert secure.settings.heard_at == {80: False, 443: True}
    assert secure.settings.site_host == "shop.example"
    with pytest.raises(RefusedError, match="http_port and https_port are both 443"):
        cluster(tls="self_signed", server_names=NAMES, http_port=443)


def test_a_status_may_be_written_as_a_number() -> None:
    page = __file__
    assert build_settings(defaults(error_pages={503: page})).error_pages == {"503": page}
