"""Sentences for wrong settings."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from roles.configuration.journey_errors import journey_sentence

# What a person may write, where pydantic would show a regular expression or a Python error.
ACCEPTED = {
    "rolling_batch": "a count of servers, such as 2, or a share of them, such as 25%",
    "rolling_keep": "a count of servers, such as 2, or a share of them, such as 25%",
    "without": "names of hosts with commas between them, such as app3,lb2",
    "app_name": "lower-case letters, digits and -, at most 31, a letter first",
    "app_java_opts": "JVM options in one line without double quotes or control characters",
    "app_environment": "variables (A-Z, 0-9, _) with texts of one line without double quotes",
    "app_secrets": 'names of variables, such as ["DB_PASSWORD"]',
    "java_package": "the name of a Debian package",
    "java_command": 'an absolute path without blanks, or "" for the java of java_package',
    "spring_profiles": "Spring profiles, separated by commas",
    "session_namespace": "letters, digits and : _ -",
    "redis_address": "the name or the address of a Redis that somebody else runs",
    "redis_user": "the name of a user of Redis",
    "redis_password_from": "the name of an environment variable",
    "redis_key_prefixes": 'texts such as ["cache:", "locks:"] of letters, digits and : . _ - /',
    "session_timeout": "a number and a unit, such as 45s, 30m, 12h or 7d",
    "readiness_path": 'a path that starts with /, or "" for Actuator\'s own',
    "session_cookie": "the name of a cookie",
    "release": 'an installed release\'s identifier, in "" where it looks like a number',
    "before_roll": "a command for this machine's shell, as one text",
    "after_deploy": "a command for this machine's shell, as one text",
    "server_names": 'host names in lower case, such as ["shop.example", "*.shop.example"]',
    "tls_certificate": 'the path of a PEM file, or "host:/…" for one on the load balancers',
    "tls_key": 'the path of a PEM file, or "host:/…" for one on the load balancers',
    "acme_directory": 'the https:// address of an authority\'s directory, or ""',
    "acme_email": 'an e-mail address, or ""',
    "asset_paths": 'paths that begin and end with /, such as ["/assets/"]',
    "error_pages": 'files for 413, 429, 502 or 503, such as {"503": "pages/503.html"}',
    "release_label": "at most 40 letters, digits, and . _ -",
}
# What the journey's steps say now.
STEPS_NOW = ("smoke_path", "smoke_field", "smoke_attribute")
TYPES = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "string_type": "a text",
    "list_type": 'networks such as ["203.0.113.0/24", "2001:db8::/32"]',
    "dict_type": 'a dictionary such as {"logging.level.root": "WARN"}',
}


def unknown_setting_sentence(key: str, known: Sequence[str]) -> str:
    """Say that a key is no setting, with the nearest one if any is near."""
    if key in STEPS_NOW:
        return f"{key} is not a setting any more: say it in a step of journey, see docs/journey.md."
    close = get_close_matches(key, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "group_data/ lists the settings."
    return f"{key} is not a setting: {hint}"


def setting_sentence(error: Mapping[str, Any]) -> str:
    """Say which key has which wrong value and what would be accepted.

    `error` is one entry of pydantic's ValidationError.errors().
    """
    key = str(error["loc"][0])
    kind = str(error["type"])
    if key == "journey" and len(error["loc"]) > 1:
        return journey_sentence(error)
    if kind == "missing":
        return f"{key} is not set: give it in group_data/."
    context = error.get("ctx", {})
    if kind == "literal_error":
        accepted = str(context["expected"])
    elif kind == "value_error":
        accepted = str(context["error"])
    elif key in ACCEPTED:
        accepted = ACCEPTED[key]
    elif kind in TYPES:
        in_a_list = isinstance(error["loc"][-1], int)
        accepted = TYPES["list_type" if in_a_list else kind]
    elif kind == "too_short":
        accepted = "one step or more"
    elif kind == "greater_than_equal":
        accepted = f"{context['ge']} or more"
    else:
        accepted = f"{context['le']} or less"
    return f"{key} is {error['input']!r}: expected {accepted}."
