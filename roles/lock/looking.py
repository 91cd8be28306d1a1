"""Waiting before anything is decided or said: until no host's lock is another run's."""

from collections.abc import Callable, Iterable

import gevent

from roles.configuration.cluster import Member
from roles.errors import RefusedError
from roles.lock.waiting import Waiting
from roles.remote import run_script
from roles.run.lock import Lock, living_holder
from roles.run.run import Run
from roles.survey.lines import parse_survey

SCRIPT_TIMEOUT = 20


def _surveyed(run: Run, member: Member) -> Lock | None:
    found = run.readings.survey_or_error(member)
    return None if isinstance(found, RefusedError) else living_holder(found.lock, found.lock_age)


def look(run: Run, member: Member) -> Lock | None:
    """Ask a host who holds its lock; a survey would cost too much every second.

    None also where the host does not answer: its next survey says why.
    """
    variables = {"lock_file": run.places.lock_file}
    answer = run_script(run.host(member), "lock_holder", variables, timeout=SCRIPT_TIMEOUT)
    found = parse_survey(answer.lines)
    return living_holder(found.lock, found.lock_age)


def _holders(
    run: Run, members: Iterable[Member], ask: Callable[[Run, Member], Lock | None]
) -> dict[Member, Lock]:
    asked = {member: gevent.spawn(ask, run, member) for member in members}
    return {member: lock for member, answer in asked.items() if (lock := answer.get())}


def wait_until_free(run: Run, waiting: Waiting) -> None:
    """Wait while a run that lives holds a host's lock, and have the hosts read anew after that.

    Who gets the lock meanwhile is waited for, too. When the time is over the hosts still say whose
    the lock is.
    """
    while held := _holders(run, run.cluster.members, _surveyed):
        while held and waiting.goes_on(next(iter(held.values()))):
            held = _holders(run, held, look)
        for member in run.cluster.members:
            run.readings.forget_survey(member)
        if held:
            return
