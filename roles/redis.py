"""The Redis host: where `clustered` keeps the sessions."""

from collections.abc import Generator
from enum import StrEnum
from functools import cache
from io import StringIO

from gevent import Greenlet, spawn
from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation
from pyinfra.api.state import StateStage
from pyinfra.operations import files

from roles.configuration.cluster import Member
from roles.errors import RefusedError
from roles.files.masking import PlacedFile, plain, redis_users
from roles.files.redis import redis_rights, render_redis, render_redis_unit_options
from roles.plan.redis_restart import read_restart, restart_sentences
from roles.remote import BUSY_TIMEOUT, ScriptResult, run_script
from roles.run.changing import run_step, step_variables, under_lock
from roles.run.run import Run
from roles.shared_places import (
    REDIS_ADMIN_PASSWORD,
    REDIS_CONF,
    REDIS_LOADED,
    REDIS_STATE,
    REDIS_UNIT_OPTIONS,
    REDIS_USERS,
    SYSCTL,
)
from roles.survey.memory import redis_memory_mb

# Redis forks to rewrite its file; without this the fork fails when half the memory is in use.
OVERCOMMIT = "vm.overcommit_memory = 1\n"


class RedisAction(StrEnum):
    """What redis.sh does: it says the users that Redis would have, or whether something is to be
    done, or does it.
    """

    USERS = "users"
    CHECK = "check"
    APPLY = "apply"


def _configuration(run: Run, member: Member) -> str:
    percent, survey = run.cluster.settings.redis_memory_percent, run.readings.survey(member)
    assert percent is not None
    maxmemory_mb = redis_memory_mb(survey.memory_mb, percent, survey.redis_memory_mb)
    return render_redis(run.cluster, maxmemory_mb)


def _variables(run: Run, member: Member, action: RedisAction) -> dict[str, str]:
    return {
        **step_variables(run),
        "action": action,
        "app_name": run.cluster.settings.app_name,
        "rights": redis_rights(run.cluster.settings),
        "configuration": _configuration(run, member),
        "configuration_file": REDIS_CONF,
        "users_file": REDIS_USERS,
        "unit_options": render_redis_unit_options(),
        "unit_options_file": REDIS_UNIT_OPTIONS,
        "password_file": run.places.redis_password_file,
        "admin_password_file": REDIS_ADMIN_PASSWORD,
        "address": member.address,
        "port": str(run.cluster.settings.redis_port),
        "sysctl_file": SYSCTL,
        "state": REDIS_STATE,
        "loaded_file": REDIS_LOADED,
    }


def _check(run: Run, member: Member) -> ScriptResult:
    """Ask Redis whether something is to be done; once in each stage of a run, whoever asks."""
    result: ScriptResult = _checking(run, member, run.stage).get()
    return result


@cache
def _checking(run: Run, member: Member, stage: StateStage) -> "Greenlet[..., ScriptResult]":
    variables = _variables(run, member, RedisAction.CHECK)
    return spawn(run_script, run.host(member), "redis", variables, timeout=30)


def placed_files(run: Run, member: Member) -> list[PlacedFile]:
    """What a Redis host gets; raises RefusedError where it can't be read whose users it has."""
    asked = run_script(
        run.host(member), "redis", _variables(run, member, RedisAction.USERS), timeout=30
    )
    if not asked.succeeded:
        raise RefusedError(f"{member.name}: Redis' users can't be read: {asked.lines[-1:]}.")
    users = "".join(f"{line}\n" for line in asked.lines)
    return [
        PlacedFile(REDIS_CONF, _configuration(run, member), plain),
        PlacedFile(REDIS_USERS, users, redis_users),
        PlacedFile(REDIS_UNIT_OPTIONS, render_redis_unit_options(), plain),
    ]


def announced_restart(run: Run) -> list[str]:
    """Say before a run begins that it restarts Redis; nothing where it does not."""
    return [
        sentence
        for member in run.cluster.redis
        if run.work == "deploy" and run.cluster.deploys_redis(member)
        if (restart := read_restart(_check(run, member).lines))
        for sentence in restart_sentences(member.name, restart)
    ]


@operation()
def configure(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Bring Redis to its configuration and its users, and wait until it answers the app's."""
    if not _check(run, member).succeeded:
        variables = _variables(run, member, RedisAction.APPLY)
        yield FunctionCommand(run_step, (run, "redis", variables, BUSY_TIMEOUT + 120), {})


def apply(run: Run, member: Member) -> None:
    """Set up Redis on a host of the group redis."""
    under_lock(
        name="Let Redis fork when memory is short",
        run=run,
        prepare=files.put,
        src=StringIO(OVERCOMMIT),
        dest=SYSCTL,
        mode="644",
    )
    configure(name="Configure Redis and wait until it answers", run=run, member=member)
