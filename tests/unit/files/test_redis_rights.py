"""What the app's user may do in Redis; tests/lab/test_redis_users.py has a real one judge it."""

from roles.files.redis import redis_rights
from tests.unit.doubles.examples import cluster


def rights(**data: object) -> list[str]:
    return redis_rights(cluster(**data).settings).split()


def of(mark: str, given: list[str]) -> list[str]:
    return [right.removeprefix(mark) for right in given if right.startswith(mark)]


def test_the_app_gets_the_keys_of_its_namespace_only() -> None:
    given = rights(session_namespace="shop:web")
    assert given[0] == "resetkeys" and of("~", given) == ["shop:web:*"]


def test_the_app_hears_of_its_own_new_sessions_and_of_keys_that_end() -> None:
    given = rights(session_namespace="shop")
    assert of("&", given) == [
        "shop:event:0:created:*",
        "__keyevent@0__:del",
        "__keyevent@0__:expired",
    ]
    assert given.index("resetchannels") < given.index("&__keyevent@0__:del")


def test_an_app_without_further_keys_lists_none_and_runs_no_script() -> None:
    assert not set(rights()) & {"+keys", "+scan", "+eval", "+evalsha"}


def test_caches_and_locks_get_their_keys_and_what_they_do_with_them() -> None:
    given = rights(session_namespace="shop", redis_key_prefixes=["products::", "locks:", "once"])
    assert of("~", given) == ["shop:*", "products::*", "locks:*", "once*"]
    # RedisLockRegistry("locks") keeps locks:KEY, and hears of what is free by this pattern.
    assert "&locks-channel:*" in given and "&once-channel:*" in given
    assert {"+keys", "+scan", "+eval", "+evalsha"} < set(given)
    assert given.index("-@dangerous") < given.index("+keys")
    assert given.index("-@scripting") < given.index("+eval")


def test_what_is_taken_is_given_back_after_that_only() -> None:
    commands = [right for right in rights() if right[0] in "+-" or right == "nocommands"]
    assert commands[0] == "nocommands" and {"-scan", "-@scripting"} < set(commands)
    assert commands[-2:] == ["+info", "+config|get"]
