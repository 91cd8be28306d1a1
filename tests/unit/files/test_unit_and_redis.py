from configparser import RawConfigParser

import pytest

from roles.configuration.shutdown import SHUTDOWN_SECONDS
from roles.files.app import render_unit
from roles.files.redis import render_redis
from roles.files.sandbox import SANDBOX
from roles.places import Places
from tests.unit.doubles.examples import cluster

# What the unit says of how the app runs; all else says what it may not do.
RUNNING = {
    "Type",
    "User",
    "WorkingDirectory",
    "EnvironmentFile",
    "ExecStart",
    "SuccessExitStatus",
    "Restart",
    "RestartSec",
    "TimeoutStopSec",
    "LimitNOFILE",
}


class UnitParser(RawConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(**data: object) -> UnitParser:
    parser = UnitParser(delimiters="=")
    parser.read_string(render_unit(cluster(**data), "/usr/bin/java"))
    return parser


def redis(**data: object) -> dict[str, str]:
    lines = render_redis(cluster(**data), maxmemory_mb=600).splitlines()
    settings = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    assert len(dict(settings)) == len(settings)
    return dict(settings)


def test_the_unit_runs_the_current_release_as_the_apps_own_user() -> None:
    service = unit(app_name="site")["Service"]
    assert service["User"] == "site"
    assert service["WorkingDirectory"] == Places("site").current == "/opt/site/current"
    assert service["EnvironmentFile"] == Places("site").environment_file


def test_the_unit_starts_java_with_the_heap_and_the_further_options() -> None:
    words = unit(app_heap_percent=75)["Service"]["ExecStart"].split()
    assert words[0] == "/usr/bin/java"
    assert "-XX:MaxRAMPercentage=75" in words
    # Later options win, so the operator's come last; they are words before -jar.
    assert words[-3:] == ["$JAVA_OPTS", "-jar", "app.jar"]


def test_the_units_sandbox_is_the_one_that_its_releases_are_unpacked_in() -> None:
    service = unit()["Service"]
    assert service.keys() >= RUNNING
    found = [f"{name}={value}" for name, value in service.items() if name not in RUNNING]
    assert found == list(SANDBOX)


def test_systemd_waits_longer_for_the_stop_than_spring_takes() -> None:
    service = unit()["Service"]
    assert int(service["TimeoutStopSec"]) > SHUTDOWN_SECONDS
    # What the JVM exits with when it is told to stop.
    assert service["SuccessExitStatus"] == "143"


def test_a_crash_is_followed_by_a_restart_and_endless_crashes_by_none() -> None:
    found = unit()
    assert found["Service"]["Restart"] == "always"
    tries, within = (int(found["Unit"][f"StartLimit{end}"]) for end in ("Burst", "IntervalSec"))
    assert tries * int(found["Service"]["RestartSec"]) < within


def test_the_unit_comes_back_after_a_reboot() -> None:
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.parametrize("profile", ["clustered", "sticky", "local"])
def test_the_unit_is_the_same_in_every_profile(profile: str) -> None:
    asked = cluster(session_profile=profile, allow_session_loss=True)
    assert render_unit(asked, "/usr/bin/java") == render_unit(cluster(), "/usr/bin/java")


def test_redis_listens_where_the_app_servers_reach_it_and_at_home() -> None:
    found = redis(redis_port=6380)
    assert found["bind"].split() == ["192.0.2.21", "127.0.0.1"]
    assert found["port"] == "6380"
    assert found["protected-mode"] == "yes"


def test_redis_drops_only_what_has_an_end_and_keeps_the_rest_on_disk() -> None:
    found = redis()
    assert found["maxmemory"] == "600mb" and found["maxmemory-policy"] == "volatile-ttl"
    assert found["appendonly"] == "yes" and found["appendfsync"] == "everysec"


def test_redis_says_when_keys_end_in_the_words_of_config_get() -> None:
    # In another order Redis would be changed at each deploy; Spring looks for these three.
    assert redis()["notify-keyspace-events"] == "gxE"


def test_redis_has_its_users_from_a_file_of_their_own() -> None:
    found = redis()
    assert found["aclfile"] == "/etc/redis/users.acl"
    assert not found.keys() & {"user", "requirepass"}
