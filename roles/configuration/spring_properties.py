"""Spring properties as the operator gives them: what a YAML file of Spring's can hold."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

# Just these types: what derives from them, such as an enumeration, YAML does not know.
PLAIN = (str, int, float, bool, type(None))
ACCEPTED = "a text, a number, true or false, null, a list or a dictionary"


def properties_misfit(value: object, path: str = "spring_properties") -> str | None:
    """Say which key or value a YAML file of Spring's can't hold, by its path; None if all fit."""
    if type(value) is dict:
        for key, inner in value.items():
            if type(key) is not str:
                return f"{path} has the key {key!r}: expected a text."
            if misfit := properties_misfit(inner, f"{path}[{key!r}]"):
                return misfit
    elif type(value) is list:
        for number, inner in enumerate(value):
            if misfit := properties_misfit(inner, f"{path}[{number}]"):
                return misfit
    elif type(value) not in PLAIN:
        return f"{path} is {value!r}: expected {ACCEPTED}."
    return None


def property_of(properties: Mapping[str, Any], name: str) -> Any:
    """Give a property, however it is spelled and nested; None where it is not there.

    `name` is spelled as Spring's documentation has it: small letters, dashes and dots.
    """
    wanted = _uniform(name)
    found = (value for key, value in _flattened(properties) if _uniform(key) == wanted)
    return next(found, None)


def _flattened(properties: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in properties.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _uniform(name: str) -> str:
    # Spring takes context-path, contextPath, context_path and CONTEXTPATH for one.
    return re.sub(r"[-_]", "", name).lower()
