import pytest

from lab.errors import LabError
from lab.topology import PROJECT, read_topology


def refusal(**environment: str) -> str:
    with pytest.raises(LabError) as refused:
        read_topology(environment)
    return str(refused.value)


def test_a_lab_is_four_hosts_of_debian_12_unless_asked_otherwise() -> None:
    topology = read_topology({})
    assert (topology.name, topology.suite) == ("session-cluster", "bookworm")
    assert [host.name for host in topology.hosts] == ["lb1", "app1", "app2", "redis1"]


def test_empty_variables_count_as_unset() -> None:
    assert read_topology({"LAB_NAME": "", "SUITE": "", "TOPOLOGY": ""}) == read_topology({})


def test_hosts_come_in_the_order_of_the_groups_each_with_a_number_of_its_own() -> None:
    topology = read_topology({"TOPOLOGY": "redis=1, app=3,lb=2"})
    assert [(host.name, host.group, host.number) for host in topology.hosts] == [
        ("lb1", "lb", 0),
        ("lb2", "lb", 1),
        ("app1", "app", 2),
        ("app2", "app", 3),
        ("app3", "app", 4),
        ("redis1", "redis", 5),
    ]


def test_two_labs_share_neither_containers_nor_files() -> None:
    one, other = (read_topology({"LAB_NAME": name}) for name in ("one", "other"))
    assert one.container(one.hosts[0]) == "one-lb1"
    assert other.container(other.hosts[0]) == "other-lb1"
    assert one.state == PROJECT / ".lab" / "one" and other.state != one.state


@pytest.mark.parametrize("name", ["Lab", "1lab", "-lab", "a_b", "a b", "a/..", "a" * 42, "a\n"])
def test_a_name_that_containers_or_paths_cannot_have_is_refused(name: str) -> None:
    sentence = refusal(LAB_NAME=name)
    assert sentence == f"LAB_NAME is {name!r}: expected lower-case letters, digits and -."


@pytest.mark.parametrize("suite", ["sid", "Bookworm", "noble"])
def test_another_suite_is_refused(suite: str) -> None:
    assert refusal(SUITE=suite) == f"SUITE is {suite!r}: expected bookworm or trixie."


def test_both_suites_are_accepted() -> None:
    assert read_topology({"SUITE": "trixie"}).suite == "trixie"


def test_hosts_are_known_by_the_family_that_is_asked_for() -> None:
    assert read_topology({"ADDRESSES": ""}).family == "ipv4"
    assert read_topology({"ADDRESSES": "ipv6"}).family == "ipv6"
    assert refusal(ADDRESSES="IPv6") == "ADDRESSES is 'IPv6': expected ipv4 or ipv6."


@pytest.mark.parametrize(
    "topology",
    ["app", "app=", "app=two", "app=-1", "app=100", "app=1;lb=1", "db=1", "app=1,app=2", "app=1,"],
)
def test_a_topology_that_cannot_be_read_is_refused(topology: str) -> None:
    expected = "expected something like lb=1,app=2,redis=1."
    assert refusal(TOPOLOGY=topology) == f"TOPOLOGY is {topology!r}: {expected}"
