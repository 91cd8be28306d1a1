from configparser import RawConfigParser

import pytest

from roles.configuration.artifact import JAR, WAR
from roles.configuration.shutdown import SHUTDOWN_SECONDS
from roles.files.app import render_unit
from roles.files.redis import render_redis, render_redis_unit_options
from roles.files.sandbox import SANDBOX, unpacking_sandbox
from roles.places import Places
from tests.unit.doubles.examples import cluster

# What the unit says of how the app runs; all else says what it may not do.
RUNNING = {
    "Type",
    "User",
    "WorkingDirectory",
    "Environment",
    "EnvironmentFile",
    *(f"{kind}Directory{mode}" for kind in ("State", "Logs", "Cache") for mode in ("", "Mode")),
    "BindPaths",
    "ExecStartPre",
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


def parsed(text: str) -> UnitParser:
    parser = UnitParser(delimiters="=")
    parser.read_string(text)
    return parser


def unit(jar: str = JAR, **data: object) -> UnitParser:
    return parsed(render_unit(cluster(**data), "/usr/bin/java", "0123456789ab", jar))


def redis(**data: object) -> dict[str, str]:
    lines = render_redis(cluster(**data), maxmemory_mb=600).splitlines()
    settings = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    assert len(dict(settings)) == len(settings)
    return dict(settings)


def test_the_unit_runs_as_the_apps_own_user() -> None:
    service = unit(app_name="site")["Service"]
    assert service["User"] == "site"
    assert service["EnvironmentFile"] == Places("site").environment_file


def test_the_app_has_folders_of_its_own_and_runs_in_the_one_that_stays() -> None:
    service = unit(app_name="site")["Service"]
    assert service["WorkingDirectory"] == "/var/lib/site"
    assert service["StateDirectory"] == service["LogsDirectory"] == "site"
    assert service["CacheDirectory"].split() == ["site", "session-cluster/site"]
    assert "CACHE_DIRECTORY=/var/cache/site" in service["Environment"].split()
    assert {service[f"{kind}DirectoryMode"] for kind in ("State", "Logs", "Cache")} == {"0750"}


def test_the_apps_tmp_is_one_of_those_folders_and_empty_at_a_start() -> None:
    service = unit(app_name="site")["Service"]
    folder = "/var/cache/session-cluster/site"
    assert service["BindPaths"].split() == [f"{folder}:/tmp", f"{folder}:/var/tmp"]
    assert service["ExecStartPre"] == "-/usr/bin/find /tmp -mindepth 1 -delete"
    # Another one before it would hide it, or be hidden.
    assert "PrivateTmp" not in service


def test_the_app_writes_umlauts_whatever_the_host_speaks() -> None:
    assert "LANG=C.UTF-8" in unit()["Service"]["Environment"].split()


def test_the_unit_starts_java_with_the_heap_and_the_further_options() -> None:
    words = unit(app_heap_percent=75)["Service"]["ExecStart"].split()
    assert words[0] == "/usr/bin/java"
    assert "-XX:MaxRAMPercentage=75" in words
    # Later options win, so the operator's come last; they are words before -jar.
    release = "/opt/image-studio/releases/0123456789ab"
    assert words[-4:] == [f"@{release}/java.options", "$JAVA_OPTS", "-jar", f"{release}/app.jar"]
    assert unit(jar=WAR)["Service"]["ExecStart"].endswith(f" -jar {release}/app.war")


def test_the_unit_has_its_sandbox() -> None:
    service = unit()["Service"]
    assert service.keys() >= RUNNING
    found = [f"{name}={value}" for name, value in service.items() if name not in RUNNING]
    assert found == list(SANDBOX)


def test_what_is_unpacked_may_do_nothing_more_than_what_serves_and_less() -> None:
    places = Places("site")
    unpacking, serving = set(unpacking_sandbox(places)), set(SANDBOX)
    assert serving - unpacking == {"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"}
    assert unpacking - serving == {
        "PrivateNetwork=yes",
        # A database's socket may be a file, which no network is needed for.
        "RestrictAddressFamilies=AF_INET AF_INET6",
        "InaccessiblePaths=-/etc/site",
    }


def test_systemd_waits_longer_for_the_stop_than_spring_takes() -> None:
    service = unit()["Service"]
    assert int(service["TimeoutStopSec"]) > SHUTDOWN_SECONDS
    # What the JVM exits with when it is told to stop.
    assert service["SuccessExitStatus"] == "143"


def test_a_crash_is_followed_by_a_restart_however_many_there_were() -> None:
    found = unit()
    assert found["Service"]["Restart"] == "always"
    assert found["Unit"]["StartLimitIntervalSec"] == "0"
    # Each try costs the host's other roles a part of their processor.
    assert int(found["Service"]["RestartSec"]) >= 5


def test_the_unit_comes_back_after_a_reboot() -> None:
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.parametrize("profile", ["clustered", "sticky", "local"])
def test_the_unit_is_the_same_in_every_profile(profile: str) -> None:
    asked = cluster(session_profile=profile, allow_session_loss=True)
    texts = {render_unit(each, "/usr/bin/java", "r1", JAR) for each in (asked, cluster())}
    assert len(texts) == 1


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


def test_redis_is_started_until_its_address_is_there() -> None:
    found = parsed(render_redis_unit_options())
    assert found["Unit"]["StartLimitIntervalSec"] == "0"
    assert found["Unit"]["After"] == found["Unit"]["Wants"] == "network-online.target"
    assert int(found["Service"]["RestartSec"]) >= 1
