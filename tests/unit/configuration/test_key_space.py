import pytest

from roles.configuration.key_space import overlap
from roles.configuration.validation import build_settings
from roles.errors import RefusedError
from tests.unit.doubles.examples import defaults

ACCEPTED = 'texts such as ["cache:", "locks:"] of letters, digits and : . _ - /'


@pytest.mark.parametrize(
    ("these", "those", "found"),
    [
        (["cache:"], ["cache:"], ("cache:", "cache:")),
        (["cache:eu:"], ["a:", "cache:"], ("cache:eu:", "cache:")),
        (["a:", "cache"], ["cache:eu:"], ("cache", "cache:eu:")),
        (["cache:"], [""], ("cache:", "")),
        (["cache:"], ["caches:", "locks:"], None),
        ([], ["cache:"], None),
        (["cache:"], [], None),
    ],
)
def test_beginnings_overlap_where_a_key_could_have_both(
    these: list[str], those: list[str], found: tuple[str, str] | None
) -> None:
    assert overlap(these, those) == found


@pytest.mark.parametrize("prefix", ["spring:session:", "spring:", "spring:session:sessions:"])
def test_a_prefix_of_the_sessions_is_refused(prefix: str) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(redis_key_prefixes=["cache:", prefix]))
    assert str(refused.value).startswith(
        f"redis_key_prefixes has {prefix!r}, and the sessions' keys begin with 'spring:session:' "
    )


@pytest.mark.parametrize("wrong", ["", "*", "a b:", "~a", "a\n", 7])
def test_what_begins_no_key_is_refused(wrong: object) -> None:
    with pytest.raises(RefusedError) as refused:
        build_settings(defaults(redis_key_prefixes=["cache:", wrong]))
    assert str(refused.value) == f"redis_key_prefixes is {wrong!r}: expected {ACCEPTED}."


@pytest.mark.parametrize("right", ["products::", "a", "Lock-1_b/c.d:"])
def test_what_begins_a_key_is_accepted(right: str) -> None:
    assert build_settings(defaults(redis_key_prefixes=[right])).redis_key_prefixes == [right]
