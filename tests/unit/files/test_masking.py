"""What a person may see of a file: everything but its secrets, and that a secret changes."""

from collections.abc import Sequence

import pytest
import yaml

from roles.configuration.validation import build_settings
from roles.files.environment import plain_names
from roles.files.masking import (
    CHANGED,
    MASK,
    Line,
    compared,
    environment,
    plain,
    properties,
    redis_users,
)
from tests.unit.doubles.examples import defaults

SUM = "0123456789abcdef" * 4
VALUES = {
    "site": {
        "password": "5ecret",
        "quoted": 'a "5ecret": with # signs',
        "block": "5ecret one\n5ecret two\n",
        "long": "5ecret " * 40,
        "list": ["5ecret", {"deep": "5ecret"}],
        "flow": {},
        "number": 5,
    },
    "5.dots": "5ecret",
}


def shown(lines: Sequence[Line]) -> str:
    return "\n".join(line.shown for line in lines)


shown_environment = environment(plain_names(build_settings(defaults())))


def test_an_environment_shows_what_the_kit_says_itself_and_is_no_secret() -> None:
    text = (
        '# Session profile: sticky\nSPRING_DATA_REDIS_HOST="a"\n'
        'SPRING_DATA_REDIS_PASSWORD="5ecret"\nDB_PASSWORD="5ecret"\nSPRING_DATA_REDIS_URL="redis://5ecret"\n'
    )
    assert shown(shown_environment(text)) == (
        '# Session profile: sticky\nSPRING_DATA_REDIS_HOST="a"\n'
        f"SPRING_DATA_REDIS_PASSWORD={MASK}\nDB_PASSWORD={MASK}\nSPRING_DATA_REDIS_URL={MASK}"
    )


def test_users_hide_the_sums_of_their_passwords() -> None:
    found = shown(redis_users(f"user site on #{SUM} resetkeys ~site:*\n"))
    assert found == f"user site on #{MASK} resetkeys ~site:*"


@pytest.mark.parametrize("flow", [False, True, None])
def test_properties_show_their_keys_and_no_value(flow: bool | None) -> None:
    text = "# Made by the deploy.\n" + yaml.safe_dump(VALUES, default_flow_style=flow)
    lines = properties(text)
    assert [line.text for line in lines] == text.splitlines()
    assert "5ecret" not in shown(lines) and "signs" not in shown(lines)
    for key in ("password", "block", "deep", "number", "5.dots"):
        assert f"{key}:" in shown(lines)


def test_block_texts_are_hidden_to_their_last_line() -> None:
    text = "key: |\n  5ecret one\n\n  5ecret two\nother: 1\n"
    found = shown(properties(text)).splitlines()
    assert "5ecret" not in "\n".join(found)
    assert found[-1] == f"other: {MASK}"


def test_nothing_is_shown_of_what_is_no_yaml() -> None:
    assert shown(properties("a: [5ecret\nb: 5ecret\n")) == f"{MASK}\n{MASK}"


def test_a_secret_that_changes_says_so_and_one_that_stays_does_not() -> None:
    before, after = (
        shown_environment("SPRING_DATA_REDIS_PASSWORD=1\n"),
        "SPRING_DATA_REDIS_PASSWORD=2\n",
    )
    same, changed = compared(before, before), compared(before, shown_environment(after))
    assert same[0] == same[1]
    assert changed[1] == [f"SPRING_DATA_REDIS_PASSWORD={MASK}{CHANGED}"] != changed[0]
    assert compared([], before)[1] == [f"SPRING_DATA_REDIS_PASSWORD={MASK}"]
    assert compared(plain("a\n"), plain("b\n")) == (["a"], ["b"])
