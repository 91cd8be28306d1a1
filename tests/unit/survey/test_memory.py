from itertools import permutations

import pytest

from roles.survey.memory import redis_memory_mb


@pytest.mark.parametrize("memory", [1998, 2002, 1986, 2014])
def test_what_redis_may_use_stays_where_only_the_kernel_changed(memory: int) -> None:
    assert redis_memory_mb(memory, 60, found_mb=1200) == 1200


@pytest.mark.parametrize(("memory", "wanted"), [(2040, 1224), (1960, 1176), (4000, 2400)])
def test_another_size_of_the_host_counts(memory: int, wanted: int) -> None:
    assert redis_memory_mb(memory, 60, found_mb=1200) == wanted


@pytest.mark.parametrize(
    ("memory", "now"), [(100, 100), (115, 115), (199, 199), (1000, 998), (1979, 1981)]
)
def test_each_percent_counts_even_beside_another_kernel(memory: int, now: int) -> None:
    for before, percent in permutations(range(10, 91), 2):
        found = redis_memory_mb(memory, before, found_mb=None)
        wanted = redis_memory_mb(now, percent, found_mb=None)
        assert redis_memory_mb(now, percent, found) == wanted


@pytest.mark.parametrize(("percent", "tolerated"), [(10, 1), (30, 5), (50, 9), (60, 9), (90, 9)])
def test_what_stays_is_less_than_one_percent_off(percent: int, tolerated: int) -> None:
    wanted = redis_memory_mb(2000, percent, found_mb=None)
    for found in (wanted - tolerated, wanted + tolerated):
        assert redis_memory_mb(2000, percent, found) == found
    for found in (wanted - tolerated - 1, wanted + tolerated + 1):
        assert redis_memory_mb(2000, percent, found) == wanted


def test_a_first_deploy_takes_the_percents_of_the_memory() -> None:
    assert redis_memory_mb(3999, 33, found_mb=None) == 1319
