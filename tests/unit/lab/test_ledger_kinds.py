"""Who in the crowd is of which kind, and which app server each comes to."""

from dataclasses import dataclass, replace
from ipaddress import IPv4Network

import pytest
from docker.models.networks import Network

from lab.ledger.crowd import Crowd, SlowSender
from lab.ledger.kinds import HUGE, KINDS, LARGE, RARE, RARITY, SMALL, TINY, Kind
from lab.ledger.traffic import VISITORS
from lab.network import visitor_addresses
from roles.configuration.cluster import Cluster, Member
from tests.unit.doubles.examples import cluster
from verify.target import Target

NETWORK = Network({"IPAM": {"Config": [{"Subnet": "10.77.0.0/16"}]}})
SLOW = SlowSender(megabytes=9, seconds=10)


@dataclass(frozen=True)
class LabTarget(Target):
    """A cluster whose visitors come from the lab's addresses."""

    def visitor_addresses(self, member: Member) -> list[str]:
        return visitor_addresses(NETWORK)


def site(lbs: int, servers: int) -> Cluster:
    whole = cluster()
    visited = [replace(whole.lb[0], name=f"lb{number}") for number in range(lbs)]
    apps = [replace(whole.app[0], name=f"app{number}") for number in range(servers)]
    return replace(whole, every_lb=tuple(visited), every_app=tuple(apps))


def served_by(source: str, servers: int) -> int:
    """Which server ip_hash takes, as nginx works it out from the /24."""
    hashed = 89
    for part in IPv4Network(f"{source}/24", strict=False).network_address.packed[:3]:
        hashed = (hashed * 113 + part) % 6271
    return hashed % servers


@pytest.mark.parametrize("lbs", [1, 2])
@pytest.mark.parametrize("servers", [1, 2, 3, 4])
@pytest.mark.parametrize("kinds", [KINDS, KINDS[1:3], KINDS[:1]], ids=len)
def test_each_kind_comes_to_each_app_server(
    lbs: int, servers: int, kinds: tuple[Kind, ...]
) -> None:
    visitors = 2 * lbs * len(kinds) * servers
    crowd = Crowd(LabTarget(site(lbs, servers), {}, {}), visitors, (), "me", kinds, (), {})
    met = {
        (crowd.kind(number), served_by(crowd.source(number) or "", servers))
        for number in range(visitors)
    }
    assert met == {(kind, server) for kind in kinds for server in range(servers)}


def test_the_kinds_are_as_many_as_one_another_but_for_rare_ones_and_slow_senders() -> None:
    crowd = Crowd(LabTarget(site(1, 2), {}, {}), VISITORS, [SLOW], "me", KINDS, RARE, {})
    dealt = [crowd.kind(number) for number in range(crowd.size)]
    rare = VISITORS // RARITY
    assert [dealt.count(kind) for kind in KINDS] == [(VISITORS - rare) // len(KINDS)] * len(KINDS)
    assert tuple(dealt[VISITORS - rare : VISITORS]) == RARE
    assert dealt[-1] == SLOW.kind == Kind(range(9 * 2**20 - 4096, 9 * 2**20 - 4095))


def test_nobody_brings_more_than_the_site_takes() -> None:
    narrow = site(1, 2)
    narrow = replace(narrow, settings=narrow.settings.model_copy(update={"upload_limit_mb": 1}))
    crowd = Crowd(LabTarget(narrow, {}, {}), VISITORS, (), "me", KINDS, RARE, {})
    dealt = {crowd.kind(number) for number in range(crowd.size)}
    assert set(KINDS) < dealt
    assert max(kind.sizes[-1] for kind in dealt) == 2**20 - 4096


def test_all_sizes_come_on_both_lines_and_end_within_a_buffer_of_the_lb() -> None:
    assert {(kind.sizes, kind.fresh) for kind in (*KINDS, *RARE)} == {
        (sizes, fresh) for sizes in (TINY, SMALL, LARGE, HUGE) for fresh in (False, True)
    }
    assert 8_032 in SMALL and 12_420 in SMALL
    assert sorted(map(str, (*KINDS, *RARE))) == [
        "1 KB, fresh",
        "1 KB, kept",
        "12 KB, fresh",
        "12 KB, kept",
        "400 KB, fresh",
        "400 KB, kept",
        "400 KB, kept, read slowly",
        "5 MB, fresh",
        "5 MB, fresh, read slowly",
        "5 MB, kept",
    ]
