import re

import pytest

from roles.files.environment import app_environment
from roles.files.internal_proxies import BELIEVED, BELIEVED_PATTERNS, internal_proxies
from tests.unit.doubles.examples import cluster

NAME = "SERVER_TOMCAT_REMOTEIP_INTERNALPROXIES"


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "172.31.9.9", "192.168.1.1", "100.127.1.1", "fd00::1", "fe80::1", "::1"]
)
def test_what_tomcat_believes_by_itself_is_not_said(address: str) -> None:
    assert internal_proxies([address]) is None


@pytest.mark.parametrize(
    ("address", "as_java_has_it"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("172.32.0.1", "172.32.0.1"),
        ("100.128.0.1", "100.128.0.1"),
        ("2001:db8::1", "2001:db8:0:0:0:0:0:1"),
        ("2001:db8:0:7::a0", "2001:db8:0:7:0:0:0:a0"),
    ],
)
def test_an_address_that_is_nobodys_own_is_believed_besides(
    address: str, as_java_has_it: str
) -> None:
    pattern = internal_proxies([address, "10.0.0.1"])
    assert pattern and "/" not in pattern, "a slash would make it a list of networks to Tomcat 11"
    assert re.fullmatch(pattern, as_java_has_it)
    assert not re.fullmatch(pattern, "203.0.113.77")
    assert not re.fullmatch(pattern, "203X0.113.7")


def test_the_pattern_is_of_the_networks() -> None:
    pattern = re.compile("|".join(BELIEVED_PATTERNS))
    for network in BELIEVED:
        for address in (network[0], network[-1]):
            long = re.sub(r"\b0+(?=[0-9a-f])", "", address.exploded)
            java = long if address.version == 6 else str(address)
            assert pattern.fullmatch(java), java
    for other in ("11.0.0.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "9.9.9.9"):
        assert not pattern.fullmatch(other)


def test_a_server_believes_the_load_balancers_and_the_gates_of_its_own_host() -> None:
    asked = cluster()
    # The example's addresses are of a network for documentation, which is nobody's own.
    found = app_environment(asked, asked.app[0], "secret")[NAME]
    believed = {address: bool(re.fullmatch(found, address)) for address in ADDRESSES}
    assert believed == {"192.0.2.1": True, "192.0.2.11": True, "192.0.2.12": False}


ADDRESSES = ("192.0.2.1", "192.0.2.11", "192.0.2.12")
