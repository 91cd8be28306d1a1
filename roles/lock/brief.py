"""A host's lock, held for one piece of work on a host that is in no run."""

import json
from collections.abc import Callable

from pyinfra.api.host import Host

from roles.lock.holding import SCRIPT_TIMEOUT, lock_script
from roles.places import Places
from roles.remote import ScriptResult, run_script
from roles.run.lock import Lock, is_gone, new_lock, now, read_lock, refusal
from roles.run.lock_words import HELD, LockAction
from roles.survey.lines import parse_survey


def under_own_lock(
    host: Host, places: Places, what: str, work: Callable[[Lock], ScriptResult]
) -> ScriptResult:
    """Do the work while the lock is held, and write what came of it to the audit log.

    It is not renewed: a step that has begun keeps others waiting to its end. Where another run
    holds it, nothing is done.
    """
    lock = new_lock(f"{what} of {places.app_name}")
    taken = lock_script(host, places, lock, LockAction.TAKE, gone=_gone(host, places))
    if not taken.succeeded:
        held = read_lock(next(iter(taken.lines), "").removeprefix(HELD))
        return ScriptResult(False, [refusal(held)] if held else taken.lines, refused=True)
    result = work(lock)
    outcome = "succeeded" if result.succeeded else f"failed: {' / '.join(result.lines)}"
    entry = {"time": now(), "who": lock.holder, "what": what, "outcome": outcome}
    lock_script(host, places, lock, LockAction.RELEASE, json.dumps(entry))
    return result


def _gone(host: Host, places: Places) -> str:
    variables = {"lock_file": places.lock_file}
    answer = run_script(host, "lock_holder", variables, timeout=SCRIPT_TIMEOUT)
    found = parse_survey(answer.lines)
    lock = read_lock(found.lock)
    return lock.id if lock and is_gone(lock, found.lock_age) else ""
