"""Sentences for what is wrong in a step of the journey."""

from collections.abc import Mapping
from typing import Any

from roles.configuration.journey import METHODS

FIELDS = "form, file, json, status, shows, gives, attribute and takes"
# What a person may write, where pydantic would show a regular expression or a Python error.
ACCEPTED = {
    "path": "a path that starts with /, without spaces",
    "form": "fields with their texts",
    "file": 'one field with the visitor\'s picture: {"image": "{unique}"}',
    "status": "a status from 200 to 599",
    "takes": "names (a-z, 0-9, _) with regular expressions of one group",
}


def journey_sentence(error: Mapping[str, Any]) -> str:
    """Say which step has which wrong value and what would be accepted.

    `error` is one entry of pydantic's ValidationError.errors(), of a step.
    """
    _, number, *inside = error["loc"]
    where = f"journey's step {number + 1}"
    if not inside:
        expected = error.get("ctx", {}).get("error", f"a step with one of {', '.join(METHODS)}")
        return f"{where} is {error['input']!r}: expected {expected}."
    field = str(inside[0])
    if error["type"] == "extra_forbidden":
        return f"{where} has {field!r}: beside its method a step has {FIELDS}."
    return f"{where} has {field} {error['input']!r}: expected {ACCEPTED.get(field, 'a text')}."
