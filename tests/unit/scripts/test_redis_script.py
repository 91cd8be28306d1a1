"""redis.sh restarts Redis just where its check has said so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles.playing_redis import PlayingRedis

Hand = Callable[[PlayingRedis], None]
DEBIANS = """\
port 6379
appendonly no
supervised auto
dir /var/lib/redis
appenddirname appendonlydir
appendfilename appendonly.aof
"""


@pytest.fixture
def bare(tmp_path: Path) -> PlayingRedis:
    return PlayingRedis(tmp_path)


@pytest.fixture
def redis(bare: PlayingRedis) -> PlayingRedis:
    """A host that a deploy left."""
    assert bare.run("apply").succeeded
    (bare.folder / "commands").write_text("")
    return bare


def nothing(redis: PlayingRedis) -> None:
    pass


def stop(redis: PlayingRedis) -> None:
    (redis.folder / "active").unlink()


def forget(name: str) -> Hand:
    return lambda redis: (redis.folder / name).unlink()


def edit(old: str, new: str) -> Hand:
    return lambda redis: redis.edit(old, new)


def edit_and_restart(old: str, new: str) -> Hand:
    def do(redis: PlayingRedis) -> None:
        redis.edit(old, new)
        redis.restart()

    return do


def test_a_host_without_redis_gets_one_and_no_restart_is_said(bare: PlayingRedis) -> None:
    before = bare.files()
    checked = bare.run("check")
    assert (checked.succeeded, checked.lines, bare.files()) == (False, [], before)
    applied = bare.run("apply")
    assert (applied.succeeded, applied.lines, bare.restarts()) == (True, [], 1)
    assert bare.run("check").succeeded


@pytest.mark.parametrize(
    ("by_hand", "asked"),
    [
        (nothing, {"maxmemory_mb": 500}),
        (forget("site.password"), {}),
        (edit("dir /var/lib/redis", "dir /srv"), {}),
        (edit_and_restart("timeout 0", "timeout 9"), {}),
        (forget("state/loaded"), {}),
        (forget("redis-server.service.d/site.conf"), {}),
    ],
)
def test_what_redis_takes_while_it_runs_restarts_nothing(
    by_hand: Hand, asked: dict[str, Any], redis: PlayingRedis
) -> None:
    by_hand(redis)
    checked = redis.run("check", **asked)
    assert (checked.succeeded, checked.lines) == (False, [])
    applied = redis.run("apply", **asked)
    assert (applied.succeeded, applied.lines, redis.restarts()) == (True, [], 0)
    assert redis.run("check", **asked).succeeded


@pytest.mark.parametrize(
    ("by_hand", "asked", "reasons"),
    [
        (nothing, {"redis_port": 6390}, ["port from 6379 to 6390"]),
        (
            edit_and_restart("dir /var/lib/redis", "dir /srv"),
            {"maxmemory_mb": 500},
            ["dir from /srv to /var/lib/redis"],
        ),
        (
            edit_and_restart("logfile /var/log/redis/redis-server.log", 'logfile ""'),
            {"redis_port": 6390},
            ["logfile from nothing to /var/log/redis/redis-server.log", "port from 6379 to 6390"],
        ),
    ],
)
def test_a_restart_is_said_with_its_reasons_and_done(
    by_hand: Hand, asked: dict[str, Any], reasons: list[str], redis: PlayingRedis
) -> None:
    by_hand(redis)
    before = redis.files()
    checked = redis.run("check", **asked)
    said = [f"restart {reason}" for reason in reasons]
    assert checked.lines == [*said, "holds 7", "occupies 2097152"]
    assert (checked.succeeded, redis.files()) == (False, before)
    applied = redis.run("apply", **asked)
    assert applied.lines == [f"Redis is restarted: {reason}" for reason in reasons]
    assert (applied.succeeded, redis.restarts()) == (True, 1)
    assert redis.run("check", **asked).succeeded


def test_a_redis_that_does_not_know_its_administrator_is_restarted(redis: PlayingRedis) -> None:
    password = redis.folder / "admin.password"
    password.unlink()
    reason = f"it can't be asked with the password in {password}"
    before = redis.files()
    assert redis.run("check").lines[0] == f"restart {reason}"
    assert redis.files() == before
    assert redis.run("apply").lines == [f"Redis is restarted: {reason}"]
    assert redis.restarts() == 1 and redis.run("check").succeeded


def test_somebodys_own_redis_is_restarted_for_its_users(bare: PlayingRedis) -> None:
    (bare.folder / "redis.conf").write_text(DEBIANS)
    bare.restart()
    users = "aclfile from nothing to /etc/redis/users.acl"
    assert bare.run("check").lines[0] == f"restart {users}"
    assert bare.run("apply").lines[0] == f"Redis is restarted: {users}"
    assert bare.run("check").succeeded
    # What was in memory only is on the disk before it ends.
    assert bare.commands() == ["set appendonly", "restart"]


def test_a_redis_that_can_write_nothing_down_is_not_restarted(
    bare: PlayingRedis,
) -> None:
    (bare.folder / "redis.conf").write_text(DEBIANS)
    bare.restart()
    (bare.folder / "refused").write_text("appendonly")
    applied = bare.run("apply")
    assert (applied.succeeded, bare.commands()) == (False, [])
    assert applied.lines == [
        "Redis can't write its append-only file, so it is not restarted: see its log"
    ]
    assert (bare.folder / "redis.conf").read_text() == DEBIANS


def test_the_users_of_other_apps_stay_as_they_are(redis: PlayingRedis) -> None:
    users, running = redis.folder / "users.acl", redis.folder / "users"
    others = ["user shop on #1 ~shop:* +@read", "user site-two on #2 ~two:* +@read"]
    for file in (users, running):
        file.write_text(file.read_text() + "".join(f"{line}\n" for line in others))
    (redis.folder / "site.password").write_text("another")
    assert redis.run("apply").succeeded and redis.restarts() == 0
    for file in (users, running):
        lines = file.read_text().splitlines()
        assert [line for line in lines if not line.startswith(("user default ", "user site "))] == (
            others
        )
        assert len(lines) == 4


def test_a_redis_that_does_not_run_is_started_and_no_restart_is_said(redis: PlayingRedis) -> None:
    stop(redis)
    assert redis.run("check", redis_port=6390).lines == []
    assert redis.run("apply", redis_port=6390).lines == []
    assert redis.restarts() == 1 and redis.run("check", redis_port=6390).succeeded


def test_a_change_that_a_running_redis_refuses_restarts_nothing(redis: PlayingRedis) -> None:
    (redis.folder / "refused").write_text("maxmemory")
    assert redis.run("check", maxmemory_mb=500).lines == []
    applied = redis.run("apply", maxmemory_mb=500)
    assert (applied.succeeded, redis.restarts()) == (False, 0)
    assert applied.lines == [
        "Redis runs and does not take this: maxmemory 524288000. Its files are in place: when few "
        "visitors are there, run systemctl restart redis-server on this host, then deploy again"
    ]
    redis.restart()
    assert redis.run("apply", maxmemory_mb=500).lines == []
    assert redis.restarts() == 0 and redis.run("check", maxmemory_mb=500).succeeded
