from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest
import yaml

from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from roles.files.app import render_properties
from tests.unit.doubles.examples import cluster, defaults

VALUES = "a text, a number, true or false, null, a list or a dictionary"


class Level(IntEnum):
    HIGH = 1


def refusal(properties: object) -> str:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(spring_properties=properties))
    return str(refused.value)


@pytest.mark.parametrize(
    "value", [Path("a"), ("a",), {"a"}, b"a", date(2026, 1, 1), Level.HIGH, object]
)
def test_a_value_that_yaml_cannot_hold_is_named_with_its_path(value: object) -> None:
    where = {"logging": {"file": ["a", {"name": value}]}}
    path = "spring_properties['logging']['file'][1]['name']"
    assert refusal(where) == f"{path} is {value!r}: expected {VALUES}."


@pytest.mark.parametrize("key", [7, True, None, 1.5, Level.HIGH])
def test_a_key_that_is_no_text_is_named_with_its_path(key: object) -> None:
    assert refusal({key: "a"}) == f"spring_properties has the key {key!r}: expected a text."
    assert refusal({"server": [{key: "a"}]}) == (
        f"spring_properties['server'][0] has the key {key!r}: expected a text."
    )


@pytest.mark.parametrize(
    "properties",
    [{}, {"a.b": "\0\udcff"}, {"a": {"b": [1, 2.5, True, None, ["c"], {"d": 10**30}]}}],
)
def test_what_yaml_can_hold_comes_back_from_it(properties: dict[str, Any]) -> None:
    assert yaml.safe_load(render_properties(cluster(spring_properties=properties))) == properties
