import logging
from pathlib import Path

import pytest
from pyinfra.api.state import StateStage
from pyinfra.context import ctx_host

from roles import redis
from roles.plan.redis_restart import (
    FOLDERS,
    KEYS_A_SECOND,
    MEGABYTE,
    MEGABYTES_A_SECOND,
    START_SECONDS,
    RedisRestart,
    read_restart,
    restart_sentences,
)
from roles.roll.announcement import announce
from roles.run.run import Work
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import FRESH_HOST, KEPT_REVISIONS, write_jar

PORT = "port from 6379 to 6390"
SAID = f"Redis on redis1 is restarted ({PORT}): requests that need a session fail until"


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> AnsweringHosts:
    answering = AnsweringHosts(monkeypatch)
    answering.failing = {"redis"}
    answering.answers["redis"] = [f"restart {PORT}", "holds 7"]
    return answering


@pytest.mark.parametrize(
    ("keys", "size", "end"),
    [
        (7, 90 * MEGABYTE, "it has read its 7 keys (90 MB) again, in up to 2 s"),
        (1, 1, "it has read its 1 key (1 MB) again, in up to 2 s"),
        (0, 0, "it answers again"),
        (None, None, "it has read its keys again"),
        (7, None, "it has read its 7 keys again"),
    ],
)
def test_a_restart_is_said_with_its_reasons_and_its_price(
    keys: int | None, size: int | None, end: str
) -> None:
    reasons = ("logfile from a to b", "supervised from auto to systemd")
    assert restart_sentences("redis1", RedisRestart(reasons, keys, size)) == [
        "Redis on redis1 is restarted (logfile from a to b, supervised from auto to systemd): "
        f"requests that need a session fail until {end}."
    ]


def test_many_small_keys_take_as_long_as_a_few_large_ones() -> None:
    many = RedisRestart((PORT,), 10 * KEYS_A_SECOND, 0)
    large = RedisRestart((PORT,), 0, 10 * MEGABYTES_A_SECOND * MEGABYTE)
    assert many.seconds == large.seconds == START_SECONDS + 10


def test_an_app_server_finds_the_new_port_in_its_turn() -> None:
    (said,) = restart_sentences("redis1", RedisRestart((PORT,), 7, 1))
    assert said == f"{SAID} every app server has had its turn."


@pytest.mark.parametrize(
    ("keys", "lost"),
    [
        (7, ["It leaves its 7 keys (1 MB) behind in the old place: visitors lose them."]),
        (None, ["It leaves its keys (1 MB) behind in the old place: visitors lose them."]),
        (0, []),
    ],
)
@pytest.mark.parametrize("directive", sorted(FOLDERS))
def test_what_stays_in_another_folder_is_lost(
    directive: str, keys: int | None, lost: list[str]
) -> None:
    first, *rest = restart_sentences(
        "redis1", RedisRestart((f"{directive} from /a to /b",), keys, 9)
    )
    assert first.endswith("fail until it answers again.") and rest == lost


def test_what_a_check_prints_is_read() -> None:
    lines = ["restart port from 1 to 2", "restart dir from a to b", "holds 34", "occupies 56"]
    assert read_restart(lines) == RedisRestart(("port from 1 to 2", "dir from a to b"), 34, 56)
    refused = ["restart it can't be asked", "holds NOAUTH Authentication required.", "occupies "]
    assert read_restart(refused) == RedisRestart(("it can't be asked",), None, None)
    assert read_restart([]) is read_restart(["the connection to redis1 was lost"]) is None


@pytest.mark.parametrize(
    ("work", "profile", "is_said"),
    [
        ("deploy", "clustered", True),
        ("deploy", "sticky", False),
        ("rollback", "clustered", False),
    ],
)
def test_only_a_run_that_deploys_redis_says_a_restart(
    hosts: AnsweringHosts,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    work: Work,
    profile: str,
    is_said: bool,
) -> None:
    found = [*FRESH_HOST.splitlines(), *KEPT_REVISIONS]
    hosts.surveys = {"app1": found, "app2": found}
    jar = str(write_jar(tmp_path / "site.jar"))
    run = hosts.run(work, app_jar=jar, session_profile=profile)
    with caplog.at_level(logging.INFO, "pyinfra"):
        announce(run)
    lines = [record.getMessage().strip() for record in caplog.records]
    assert [line for line in lines if "Redis" in line] == (
        [f"{SAID} every app server has had its turn."] if is_said else []
    )


def test_what_is_said_costs_no_round_trip_of_its_own(hosts: AnsweringHosts, tmp_path: Path) -> None:
    run = hosts.run(app_jar=str(write_jar(tmp_path / "site.jar")))
    member = run.cluster.redis_host
    announce(run)
    assert hosts.given.pop("redis")["action"] == "check"
    with ctx_host.use(run.host(member)):
        assert list(redis.configure._inner(run=run, member=member))
        assert "redis" not in hosts.given
        # What it does is decided anew.
        run.inventory.state.current_stage = StateStage.Execute
        hosts.failing.clear()
        assert not list(redis.configure._inner(run=run, member=member))
    assert hosts.given["redis"]["action"] == "check"


@pytest.mark.parametrize(("percent", "asked"), [(60, 1200), (59, 1178)])
def test_another_kernel_leaves_redis_its_memory(
    hosts: AnsweringHosts, tmp_path: Path, percent: int, asked: int
) -> None:
    found = FRESH_HOST.replace("memory_mb 2000", "memory_mb 1998").splitlines()
    hosts.surveys["redis1"] = [*found, "redis_memory_mb 1200"]
    jar = str(write_jar(tmp_path / "site.jar"))
    announce(hosts.run(app_jar=jar, redis_memory_percent=percent))
    assert f"\nmaxmemory {asked}mb\n" in hosts.given["redis"]["configuration"]
