from typing import Any

import pytest

from roles.configuration.cluster import Cluster, InventoryHost, build_cluster
from roles.errors import RefusedError
from roles.run.inventory import cluster_of
from tests.unit.doubles.examples import cluster, group_data, inventory

LB, APP1, APP2, REDIS = "192.0.2.1", "192.0.2.11", "192.0.2.12", "192.0.2.21"
ALONE = {"lb": LB, "app": APP1, "redis": REDIS}


def host(name: str, *groups: str, **data: Any) -> InventoryHost:
    merged = dict(group_data("all"))
    for group in groups:
        merged |= group_data(group)
    return InventoryHost(name, (*groups, "all"), merged | data)


def site(*redis: str, **data: Any) -> Cluster:
    hosts = [host(LB, "lb", **data), host(APP1, "app", **data), host(APP2, "app", **data)]
    return build_cluster([*hosts, *(host(address, "redis", **data) for address in redis)])


def refusal(*hosts: InventoryHost) -> str:
    with pytest.raises(RefusedError) as refused:
        build_cluster(hosts)
    return str(refused.value)


@pytest.mark.parametrize(("group", "other"), [("lb", "app"), ("app", "lb")])
def test_an_empty_group_is_refused(group: str, other: str) -> None:
    sentence = refusal(host(LB, other), host(REDIS, "redis"))
    assert sentence == f"The inventory's group {group} is empty: it needs a host or more."


@pytest.mark.parametrize("redis", [(), (REDIS, "192.0.2.22")])
def test_clustered_is_refused_without_just_one_redis_host(redis: tuple[str, ...]) -> None:
    with pytest.raises(RefusedError) as refused:
        site(*redis)
    sentence = str(refused.value)
    assert f'"clustered" and the inventory\'s group redis has {len(redis)} hosts' in sentence
    assert "give it one, or redis_address the Redis that somebody else runs" in sentence
    assert sentence.endswith("or deploy with --data session_profile=sticky.")


@pytest.mark.parametrize("redis", [(), (REDIS,), (REDIS, "192.0.2.22")])
def test_sticky_asks_for_no_redis_host(redis: tuple[str, ...]) -> None:
    assert len(site(*redis, session_profile="sticky").redis) == len(redis)


def test_a_redis_that_somebody_else_runs_takes_the_place_of_a_host() -> None:
    others = site(redis_address="redis.example.org")
    assert others.redis_address == "redis.example.org" and others.redis == ()
    assert site(REDIS).redis_address == REDIS
    with pytest.raises(RefusedError) as refused:
        site(REDIS, redis_address="redis.example.org")
    assert str(refused.value) == (
        "redis_address is 'redis.example.org', a Redis that somebody else runs, and the "
        f"inventory's group redis has {REDIS}: leave out one of the two."
    )
    sticky = site(REDIS, redis_address="redis.example.org", session_profile="sticky")
    assert not sticky.deploys_redis(sticky.redis_host)


def test_keys_of_caches_need_a_redis_in_every_profile() -> None:
    caches: dict[str, Any] = {"session_profile": "sticky", "redis_key_prefixes": ["cache:"]}
    kept = site(REDIS, **caches)
    assert kept.deploys_redis(kept.redis_host)
    with pytest.raises(RefusedError) as refused:
        site(**caches)
    assert str(refused.value).startswith(
        "redis_key_prefixes is ['cache:'] and the inventory's group redis has 0 hosts: give it one"
    )
    others = site(redis_address="redis.example.org", **caches)
    assert others.asks_others_redis(others.app[0]) and not others.asks_others_redis(others.lb[0])


def test_two_hosts_with_one_address_are_refused() -> None:
    one, other = host("app1", "app", address=APP1), host("app2", "app", address=APP1)
    sentence = refusal(host(LB, "lb"), one, other, host(REDIS, "redis"))
    assert sentence == f"app1 and app2 have one address, {APP1}: each host needs its own."


def test_a_host_may_be_in_several_groups() -> None:
    both = build_cluster([host(LB, "lb", "app", "redis")])
    assert both.lb == both.app == both.redis


def test_a_host_of_no_group_is_refused() -> None:
    stray = InventoryHost("db1", ("db", "all"), {})
    assert refusal(host(LB, "lb"), stray, host(APP1, "app")) == (
        "db1 is in none of the groups lb, app and redis: put it into one, or take it out of the "
        "inventory."
    )


@pytest.mark.parametrize(
    ("one", "other", "first", "second"),
    [
        ("lb", "app", "http_port", "app_port"),
        ("app", "redis", "app_port", "redis_port"),
        ("lb", "redis", "http_port", "redis_port"),
        ("lb", "app", "http_port", "readiness_port"),
        ("app", "redis", "redis_port", "readiness_port"),
    ],
)
def test_two_roles_of_one_host_need_two_ports(
    one: str, other: str, first: str, second: str
) -> None:
    same: dict[str, Any] = {first: 7000, second: 7000}
    apart = {group: host(address, group, **same) for group, address in ALONE.items()}
    assert build_cluster(apart.values()).app[0].name == APP1
    rest = [apart[group] for group in apart if group not in (one, other)]
    assert refusal(host("both1", one, other, address="192.0.2.7", **same), *rest) == (
        f"{first} and {second} are both 7000, and both1 has both roles: give each its own port."
    )


def test_a_redis_that_is_not_deployed_takes_no_port() -> None:
    asked: dict[str, Any] = {"session_profile": "sticky", "redis_port": 8080}
    both = host(APP1, "app", "redis", **asked)
    built = build_cluster([host(LB, "lb", **asked), both])
    assert built.ports(built.app[0]) == {"app_port": 8080}


@pytest.mark.parametrize(("profile", "deploys"), [("clustered", True), ("sticky", False)])
def test_only_clustered_deploys_redis_and_on_its_own_host(profile: str, deploys: bool) -> None:
    built = site(REDIS, session_profile=profile)
    assert built.deploys_redis(built.redis_host) is deploys
    assert not built.deploys_redis(built.app[0])


def test_clustered_needs_to_know_what_redis_may_use() -> None:
    sentence = "redis_memory_percent is not set: expected a whole number, 10 to 90."
    with pytest.raises(RefusedError, match=sentence):
        site(REDIS, redis_memory_percent=None)
    site(REDIS, session_profile="sticky", redis_memory_percent=None)


def test_only_ipv6_is_written_in_brackets() -> None:
    hosts = [host(LB, "lb"), host("app1", "app", address="2001:DB8:0::1"), host(REDIS, "redis")]
    built = build_cluster(hosts)
    assert built.app[0].url_address == "[2001:db8::1]"
    assert built.lb[0].url_address == LB


def test_a_setting_that_differs_between_hosts_is_refused() -> None:
    hosts = [host(LB, "lb"), host(APP1, "app", app_port=8081), host(APP2, "app", app_port=8082)]
    assert refusal(*hosts, host(REDIS, "redis")) == (
        f"app_port is 8081 on {APP1} and 8082 on {APP2}: it is a setting of the whole cluster, "
        "so give it once, in group_data/."
    )


def test_connection_data_may_differ_between_hosts() -> None:
    hosts = [host(LB, "lb", visitor_addresses=["192.0.2.99"]), host(APP1, "app", ssh_user="a")]
    assert build_cluster([*hosts, host(REDIS, "redis", _sudo=True)]).redis_host.name == REDIS


def test_the_members_keep_the_order_of_the_inventory() -> None:
    built = cluster()
    assert [member.name for member in built.app] == ["app1", "app2"]
    assert built.member("app2") is built.app[1]
    assert [member.name for member in built.members] == [LB, "app1", "app2", "redis1"]


def test_the_command_line_goes_before_group_data() -> None:
    assert cluster(session_timeout="7d").settings.session_timeout == "7d"


def test_a_wrong_setting_is_refused_for_the_whole_cluster() -> None:
    with pytest.raises(RefusedError, match="did you mean session_profile"):
        site(REDIS, session_profil="sticky")


def test_the_cluster_of_an_inventory_is_built_once() -> None:
    site_inventory = inventory()
    assert cluster_of(site_inventory) is cluster_of(site_inventory)
