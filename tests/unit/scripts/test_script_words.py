"""The words between Python and the scripts are the same; test_turn_report.py has turn.sh's."""

import ast
import re
from collections import Counter

import pytest

from roles import package_lists
from roles.plan.redis_restart import HOLDS, OCCUPIES, RESTART
from roles.redis import RedisAction
from roles.remote import SCRIPTS
from roles.retiring.look import KNOWS, LEFT, OTHER, SERVES, TAKE, USER
from roles.retiring.retiring import RetireAction
from roles.run.lock_words import ABANDONED, FREED, HELD, LOST, LockAction
from tests.unit.doubles.examples import PROJECT


def text_of(script: str) -> str:
    return (SCRIPTS / script).read_text(encoding="utf-8")


LOCK, HOLDER, REDIS = (text_of(name) for name in ("lock.sh", "parts/holder.sh", "redis.sh"))
RETIRE = text_of("retire.sh")
WORDS = (SERVES, TAKE, KNOWS, OTHER, USER, LEFT)
LISTS = text_of("parts/package_lists.sh")


def test_a_lock_that_is_printed_has_a_word_before_it() -> None:
    assert set(re.findall(r'echo "(.*)\$\(cat "\$lock_file"\)"', LOCK)) == {HELD, ABANDONED, FREED}


def test_a_lost_lock_is_said_in_one_place() -> None:
    assert [said for said in re.findall(r'echo "(.*)"', HOLDER) if "$" not in said] == [LOST]


def test_lock_sh_knows_the_actions_that_it_is_asked_for() -> None:
    assert re.findall(r"^(\w+)\)$", LOCK, re.MULTILINE) == list(LockAction)


def test_redis_sh_says_why_it_restarts_redis_and_what_that_reads_again() -> None:
    assert re.findall(r"sed 's/\^/(.*)/' \"\$work/reasons\"$", REDIS, re.MULTILINE) == [RESTART]
    assert re.findall(r'echo "(.*)\$\(ask_redis dbsize\)"', REDIS) == [HOLDS]
    assert re.findall(r'echo "(.*)\$\(occupied\)"', REDIS) == [OCCUPIES]


def test_redis_sh_knows_the_actions_that_it_is_asked_for() -> None:
    assert re.findall(r'"\$action" = (\w+)', REDIS) == [RedisAction.USERS, RedisAction.CHECK]
    assert set(re.findall(r"\baction=(\w+)", REDIS)) == set(RedisAction)


def test_retire_sh_says_what_is_read_of_it() -> None:
    parts = [text_of(f"parts/retire_{role}.sh") for role in ("app", "lb", "redis")]
    said = re.findall(r'\bsay "(\w+ ?)', "\n".join([RETIRE, *parts]))
    # Sentences for a person begin otherwise.
    assert set(WORDS) <= set(said)


def test_retire_sh_knows_the_actions_that_it_is_asked_for() -> None:
    assert re.findall(r'"\$action" = (\w+)', RETIRE) == [RetireAction.LOOK]
    assert set(re.findall(r"\baction=(\w+)", RETIRE)) == set(RetireAction)


def test_package_lists_sh_says_who_holds_a_lock() -> None:
    assert re.findall(r'say "(.*)\$found"', LISTS) == [package_lists.HELD]


@pytest.mark.parametrize(
    ("word", "times"),
    # apt's locks are held too: other locks, and another script's word.
    [
        (HELD, 2),
        *((word, 1) for word in (ABANDONED, FREED, LOST, RESTART, HOLDS, OCCUPIES, *WORDS)),
    ],
)
def test_python_spells_each_word_once(word: str, times: int) -> None:
    spelled = Counter(
        node.value
        for path in (PROJECT / "roles").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert spelled[word] == times
