from typing import Any

import pytest

from roles.configuration.addresses import host_address, refuse_shared_addresses
from roles.errors import RefusedError

APP1, APP2 = "192.0.2.11", "192.0.2.12"
CURE = "give it an `address` in the inventory, the IP at which the other hosts reach it."


def refusal(**data: Any) -> str:
    with pytest.raises(RefusedError) as refused:
        host_address("app1", data)
    return str(refused.value)


@pytest.mark.parametrize(
    "address", ["app1.example.org", "192.0.2", "192.0.2.300", "[2001:db8::1]", ["a"], 5]
)
def test_an_address_that_is_no_ip_is_refused(address: object) -> None:
    assert refusal(address=address) == f"The address of app1 is {str(address)!r}: {CURE}"


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("0.0.0.0", "which is no host's"),
        ("::", "which is no host's"),
        ("127.0.0.1", "at which every host reaches itself"),
        ("127.8.9.1", "at which every host reaches itself"),
        ("::1", "at which every host reaches itself"),
        ("::ffff:127.0.0.1", "at which every host reaches itself"),
        ("224.0.0.1", "which is for many hosts"),
        ("ff02::1", "which is for many hosts"),
        ("fe80::1%eth0", "which counts on one link of one host only"),
        ("2001:db8::1%eth0", "which counts on one link of one host only"),
        ("fe80::1", "which counts on one link of one host only"),
    ],
)
def test_an_address_at_which_no_other_host_reaches_it_is_refused(address: str, fault: str) -> None:
    sentence = f"The address of app1 is {address}, {fault}: {CURE}"
    assert refusal(address=address) == sentence
    assert refusal(ssh_hostname=address) == sentence


@pytest.mark.parametrize(
    ("name", "data", "address"),
    [
        (APP1, {}, APP1),
        (APP1, {"ssh_hostname": APP2}, APP2),
        ("app1", {"ssh_hostname": APP1}, APP1),
        ("app1", {"ssh_hostname": "app1.example.org", "address": APP1}, APP1),
        (APP1, {"ssh_hostname": APP2, "address": "2001:db8::1"}, "2001:db8::1"),
        (APP1, {"address": ""}, APP1),
        (APP1, {"address": f"::ffff:{APP2}"}, APP2),
    ],
)
def test_the_address_is_the_given_one_or_the_ssh_host_or_the_name(
    name: str, data: dict[str, str], address: str
) -> None:
    assert host_address(name, data) == address


def test_two_hosts_with_one_address_are_refused() -> None:
    hosts = {"lb1": "192.0.2.1", "app1": "2001:db8::1", "app2": "2001:0DB8:0:0::0001"}
    addresses = [(name, host_address(name, {"address": given})) for name, given in hosts.items()]
    with pytest.raises(RefusedError) as refused:
        refuse_shared_addresses(addresses)
    assert str(refused.value) == (
        "app1 and app2 have one address, 2001:db8::1: each host needs its own."
    )
    refuse_shared_addresses(addresses[:2])
