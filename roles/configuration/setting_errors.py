"""Sentences for wrong settings."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

# What a person may write, where pydantic would show a regular expression or a Python error.
ACCEPTED = {
    "app_name": "lower-case letters, digits and -, at most 31, a letter first",
    "app_java_opts": "JVM options in one line without double quotes or control characters",
    "java_package": "the name of a Debian package",
    "spring_profiles": "Spring profiles, separated by commas",
    "session_namespace": "letters, digits and : _ -",
    "session_timeout": "a number and a unit, such as 45s, 30m, 12h or 7d",
    "smoke_path": "a path that starts with /",
    "readiness_path": "a path that starts with /",
    "smoke_field": "the name of a form field",
    "smoke_attribute": "the name of a session attribute",
    "release": 'an installed release\'s identifier, in "" where it looks like a number',
    "before_roll": "a command for this machine's shell, as one text",
    "after_deploy": "a command for this machine's shell, as one text",
    "release_label": "at most 40 letters, digits, and . _ -",
}
TYPES = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "string_type": "a text",
    "list_type": 'networks such as ["203.0.113.0/24", "2001:db8::/32"]',
    "dict_type": 'a dictionary such as {"logging.level.root": "WARN"}',
}


def unknown_setting_sentence(key: str, known: Sequence[str]) -> str:
    """Say that a key is no setting, with the nearest one if any is near."""
    close = get_close_matches(key, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "group_data/ lists the settings."
    return f"{key} is not a setting: {hint}"


def setting_sentence(error: Mapping[str, Any]) -> str:
    """Say which key has which wrong value and what would be accepted.

    `error` is one entry of pydantic's ValidationError.errors().
    """
    key = str(error["loc"][0])
    kind = str(error["type"])
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
    elif kind == "greater_than_equal":
        accepted = f"{context['ge']} or more"
    else:
        accepted = f"{context['le']} or less"
    return f"{key} is {error['input']!r}: expected {accepted}."
