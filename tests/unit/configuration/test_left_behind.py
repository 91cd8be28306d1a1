"""A run leaves hosts behind that are down, and none that it can't do without."""

import pytest

from roles.configuration.cluster import Cluster, Member
from roles.errors import RefusedError
from roles.files.environment import app_environment
from roles.files.nginx_names import upstream_servers
from tests.unit.doubles.examples import site_of

PUBLIC = "203.0.113.7"
LBS, SERVERS = ["192.0.2.1", PUBLIC], ["192.0.2.11", "192.0.2.12", "192.0.2.13"]


def site(without: str, **data: object) -> Cluster:
    return site_of(LBS, SERVERS, ["192.0.2.21"], without=without, **data)


def names(members: tuple[Member, ...]) -> list[str]:
    return [member.name for member in members]


def test_who_is_left_behind_is_no_member_of_the_run() -> None:
    left = site(f"192.0.2.12,{PUBLIC}")
    assert names(left.lb) == ["192.0.2.1"]
    assert names(left.app) == ["192.0.2.11", "192.0.2.13"]
    assert names(left.members) == ["192.0.2.1", "192.0.2.11", "192.0.2.13", "192.0.2.21"]
    assert names(left.every_app) == SERVERS


def test_a_server_left_behind_keeps_its_place_in_the_upstream_and_is_down() -> None:
    left = site("192.0.2.12")
    servers = upstream_servers(left, names(left.app), {})
    assert [(server.address, server.down) for server in servers] == [
        ("192.0.2.11:8080", False),
        ("192.0.2.12:8080", True),
        ("192.0.2.13:8080", False),
    ]


def test_servers_believe_a_load_balancer_that_is_left_behind() -> None:
    """It comes back, and nobody should restart for it then."""
    left, whole = site(PUBLIC), site("")
    server = whole.app[0]
    assert app_environment(left, server, "") == app_environment(whole, server, "")


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        (
            "192.0.2.21",
            "without names 192.0.2.21, and the app has what it keeps in Redis nowhere else: a run "
            "needs one host of the group redis at least.",
        ),
        (
            f"192.0.2.1,{PUBLIC}",
            "without names 192.0.2.1 and 203.0.113.7, and visitors come to no other load "
            "balancer: a run needs one host of the group lb at least.",
        ),
        (
            ",".join(SERVERS),
            "without names 192.0.2.11 and 192.0.2.12 and 192.0.2.13, and no other app server "
            "serves them: a run needs one host of the group app at least.",
        ),
        (
            "192.0.2.133",
            "without names '192.0.2.133', which is no host of the inventory: did you mean "
            "192.0.2.13?",
        ),
    ],
)
def test_what_a_run_needs_is_not_left_behind(without: str, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        site(without)
    assert str(refused.value) == sentence


def test_a_redis_that_nothing_is_kept_in_can_be_left_behind() -> None:
    assert site("192.0.2.21", session_profile="sticky").redis == ()
