from typing import Any

import pytest

from roles.configuration.setting_errors import ACCEPTED
from roles.configuration.settings import Settings
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.examples import defaults

PEM = 'the path of a PEM file, or "host:/…" for one on the load balancers'
COMMAND = "a command for this machine's shell, as one text"
PATTERNS: dict[str, tuple[str, list[str], list[str]]] = {
    "app_name": (
        "lower-case letters, digits and -, at most 31, a letter first",
        ["a", "image-studio", "a" * 31],
        ["", "Image", "1st", "-a", "a_b", "a/b", "a" * 32, "a\n"],
    ),
    "app_java_opts": (
        "JVM options in one line without double quotes or control characters",
        ["", "-Xss1m -Da=b", "-Da='b c'", "-Da=$HOME%h\\", "-Da=그림"],
        ['-Da="b"', "-Da\n-Db", "-Da\r", "-Da\0", "-Da\t", "\x1b[0m", "\x7f", "\x85", "\udcff"],
    ),
    "java_package": (
        "the name of a Debian package",
        ["openjdk-21-jre-headless", "g++"],
        ["", "j", "Java", "java 21", "java;reboot", "-y"],
    ),
    "java_command": (
        'an absolute path without blanks, or "" for the java of java_package',
        ["", "/opt/jdk-21.0.4+7/bin/java"],
        ["java", "bin/java", "/opt/my jdk/bin/java", "/opt/jdk/", "/opt/%h/java", "/java\n"],
    ),
    "spring_profiles": (
        "Spring profiles, separated by commas",
        ["", "prod", "prod,metrics_2"],
        ["prod metrics", "a;b", "a\n"],
    ),
    "session_namespace": (
        "letters, digits and : _ -",
        ["spring:session", "A_b-1"],
        ["", "a b", "a*", "a~", "a\n"],
    ),
    "redis_address": (
        "the name or the address of a Redis that somebody else runs",
        ["", "redis.example.org", "192.0.2.9", "2001:db8::1"],
        ["a b", "redis://a", "a/b", "a\n"],
    ),
    "redis_user": ("the name of a user of Redis", [""], ["a b", 'a"', "a\n"]),
    "redis_password_from": (
        "the name of an environment variable",
        [""],
        ["1st", "A B", "A-B", "$A", "A\n"],
    ),
    "session_timeout": (
        "a number and a unit, such as 45s, 30m, 12h or 7d",
        ["45s", "30m", "12h", "7d"],
        ["", "30", "m", "0m", "-1m", "1.5h", "30 m", "30M", "30min", "30m\n", "1" * 10 + "s"],
    ),
    "release": (
        'an installed release\'s identifier, in "" where it looks like a number',
        ["", "0123456789ab", "0123456789ab-v2_3.1"],
        ["a b", "../a", "a/b", "a\n"],
    ),
    "before_roll": (COMMAND, ["", "./migrate.sh", 'a "b" &&\nc'], ["a\0b"]),
    "after_deploy": (COMMAND, ["", 'curl "$CHAT_URL"'], ["\0"]),
    "without": (
        "names of hosts with commas between them, such as app3,lb2",
        ["", "app3", "app3,lb2", "192.0.2.13,2001:db8::1", "app-3.example.com"],
        ["app1, app2", "app1,", ",app1", "app1,,app2", "app1\n"],
    ),
    "release_label": (
        "at most 40 letters, digits, and . _ -",
        ["", "v2-3", "2026-11-25_a.b", "a" * 40],
        ["v2 3", "v2/3", "a" * 41, "a\n"],
    ),
    "readiness_path": (
        'a path that starts with /, or "" for Actuator\'s own',
        ["", "/ready", "/shop/actuator/health/readiness", "/a%20b?group=ready&full=1"],
        ["ready", "http://a/", "?a", "/a$b", '/"', "/[1-9]", "/{a,b}", "/a b", "/a\n"],
    ),
    "tls_certificate": (PEM, [""], ["a\nb", 'a"b', "a\0"]),
    "tls_key": (PEM, [""], ["a\nb", 'a"b', "a\0"]),
    "acme_directory": (
        'the https:// address of an authority\'s directory, or ""',
        ["", "https://acme.example/directory", "https://[2001:db8::1]:14000/dir"],
        [
            "http://acme.example/directory",
            "acme.example",
            "https://a b",
            "https://a;b",
            "https://a\n",
        ],
    ),
    "acme_email": (
        'an e-mail address, or ""',
        ["", "ops+tls@shop.example"],
        ["ops", "a b@c", "a@b@c", "a@b\n", "a;b@c"],
    ),
    "session_cookie": (
        "the name of a cookie",
        ["", "SESSION", "__Host-id.1"],
        ["a b", "a;b", "a=b", "a\n"],
    ),
}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [(key, value, words) for key, (words, _, wrong) in PATTERNS.items() for value in wrong],
)
def test_a_text_that_does_not_fit_is_refused(key: str, value: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(**{key: value}))
    assert str(refused.value) == f"{key} is {value!r}: expected {words}."


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, (_, right, _) in PATTERNS.items() for value in right]
)
def test_a_text_that_fits_is_accepted(key: str, value: str) -> None:
    assert getattr(build_settings(defaults(**{key: value})), key) == value


def test_every_pattern_is_tried_here_and_has_its_words() -> None:
    properties: dict[str, Any] = Settings.model_json_schema()["properties"]
    patterned = {key for key, schema in properties.items() if "pattern" in schema}
    named = {"app_environment", "app_secrets", "redis_key_prefixes"}
    named |= {"server_names", "asset_paths", "error_pages", "rolling_batch", "rolling_keep"}
    assert patterned == set(PATTERNS) == set(ACCEPTED) - named
