"""A Redis that somebody else runs."""

from typing import Any

import pytest

from roles.configuration.others_redis import given_password
from roles.configuration.settings import Settings
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.examples import defaults

THERE: dict[str, Any] = {"redis_address": "redis.example.org"}
SECRET = "S/e+c=r&t!'$"


def settings(**changes: Any) -> Settings:
    return build_settings(defaults(**changes))


@pytest.mark.parametrize(
    ("key", "value"),
    [("redis_user", "shop"), ("redis_password_from", "SECRET"), ("redis_tls", True)],
)
def test_what_is_said_of_it_needs_one(key: str, value: object) -> None:
    with pytest.raises(RefusedError) as refused:
        settings(**{key: value})
    assert str(refused.value).startswith(f"{key} is {value!r}, and redis_address names no Redis: ")


def test_a_user_has_a_password() -> None:
    with pytest.raises(
        RefusedError, match="redis_user is 'shop', and redis_password_from names no"
    ):
        settings(redis_user="shop", **THERE)
    assert settings(redis_user="shop", redis_password_from="SECRET", **THERE).redis_user == "shop"


def test_its_password_comes_from_this_machines_environment() -> None:
    assert given_password("SHOP_REDIS", {"SHOP_REDIS": SECRET}) == SECRET
    assert given_password("", {"SHOP_REDIS": SECRET}) == ""


@pytest.mark.parametrize("environment", [{}, {"SHOP_REDIS": ""}, {"shop_redis": SECRET}])
def test_a_missing_one_is_refused_by_name(environment: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="redis_password_from is 'SHOP_REDIS', and the environm"):
        given_password("SHOP_REDIS", environment)


@pytest.mark.parametrize("character", [" ", '"', "\\", "`", "\n", "\0", "\x7f", "ü"])
def test_one_that_not_everybody_reads_alike_is_refused_and_not_shown(character: str) -> None:
    with pytest.raises(RefusedError) as refused:
        given_password("SHOP_REDIS", {"SHOP_REDIS": f"S3cret{character}"})
    assert "has a space, a quote" in str(refused.value) and "S3cret" not in str(refused.value)
