"""The Redis host: where `clustered` keeps the sessions."""

from collections.abc import Generator
from io import StringIO

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation
from pyinfra.context import host
from pyinfra.operations import files

from roles.changing import run_step, step_variables, under_lock
from roles.cluster import Member
from roles.places import REDIS_CONF, REDIS_LOADED, REDIS_STATE, REDIS_USERS, SYSCTL
from roles.remote import BUSY_TIMEOUT, run_script
from roles.render import render_redis
from roles.run import Run

# Redis forks to rewrite its file; without this the fork fails when half the memory is in use.
OVERCOMMIT = "vm.overcommit_memory = 1\n"


def _variables(run: Run, member: Member, action: str) -> dict[str, str]:
    return {
        **step_variables(run),
        "action": action,
        "app_name": run.cluster.settings.app_name,
        "namespace": run.cluster.settings.session_namespace,
        "configuration": render_redis(run.cluster, run.survey(member).memory_mb),
        "configuration_file": REDIS_CONF,
        "users_file": REDIS_USERS,
        "password_file": run.places.redis_password_file,
        "address": member.address,
        "port": str(run.cluster.settings.redis_port),
        "sysctl_file": SYSCTL,
        "state": REDIS_STATE,
        "loaded_file": REDIS_LOADED,
    }


@operation()
def configure(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Bring Redis to its configuration and its users, and wait until it answers the app's."""
    if not run_script(host, "redis", _variables(run, member, "check"), timeout=30).succeeded:
        variables = _variables(run, member, "apply")
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
