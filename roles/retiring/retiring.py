"""Ridding a host of an app: what it runs there is stopped, its secrets are taken."""

from collections.abc import Generator
from enum import StrEnum

from pyinfra import logger
from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.state import State
from pyinfra.context import host

from roles.configuration.retirement import Retirement
from roles.errors import RefusedError
from roles.lock.brief import under_own_lock
from roles.places import Places
from roles.remote import BUSY_TIMEOUT, ScriptResult, run_script
from roles.retiring.look import Look, came_to, read_look
from roles.roll.announcement import SESSIONS_LOST
from roles.run.changing import refuse, show
from roles.run.lock import new_id
from roles.shared_places import (
    NGINX_CONF,
    NGINX_DEFAULT_FILES,
    NGINX_SHUTDOWN_FILE,
    NGINX_STATE,
    NGINX_TICKET_KEY,
    REDIS_ADMIN_PASSWORD,
    REDIS_CONF,
    REDIS_LOADED,
    REDIS_STATE,
    REDIS_UNIT_OPTIONS,
    REDIS_USERS,
)

LOOK_TIMEOUT = 30
# Beside the wait for others: an app may finish its requests first, in seconds.
STOP_TIMEOUT = 180


class RetireAction(StrEnum):
    """What retire.sh does: it says what it would take, or takes it."""

    LOOK = "look"
    APPLY = "apply"


def _run(host: Host, places: Places, action: RetireAction, lock_id: str) -> ScriptResult:
    limits = {RetireAction.LOOK: LOOK_TIMEOUT, RetireAction.APPLY: 2 * BUSY_TIMEOUT + STOP_TIMEOUT}
    variables = {
        "action": action,
        "app_name": places.app_name,
        "unit": places.unit,
        "unit_file": places.unit_file,
        "environment_file": places.environment_file,
        "properties_file": places.properties_file,
        "configuration": places.configuration,
        "home": places.home,
        "releases": places.releases,
        "current": places.current,
        "site_file": places.site_file,
        "site_link": places.site_link,
        "upstream_file": places.upstream_file,
        "error_pages": places.error_pages,
        "nginx_conf": NGINX_CONF,
        "shutdown_file": NGINX_SHUTDOWN_FILE,
        "default_files": NGINX_DEFAULT_FILES,
        "certificate_file": places.certificate_file,
        "ticket_key": NGINX_TICKET_KEY,
        "lineage": places.lineage,
        "renewal_file": places.renewal_file,
        "renewal_hook": places.renewal_hook,
        "access_log": places.access_log,
        "redis_conf": REDIS_CONF,
        "redis_users": REDIS_USERS,
        "redis_unit_options": REDIS_UNIT_OPTIONS,
        "redis_loaded": REDIS_LOADED,
        "redis_state": REDIS_STATE,
        "redis_password_file": places.redis_password_file,
        "redis_admin_password_file": REDIS_ADMIN_PASSWORD,
        "audit_log": places.audit_log,
        "data_folders": " ".join([places.app_state, places.app_logs, places.app_cache]),
        "nginx_state": NGINX_STATE,
        "app_temporary": places.app_temporary,
        "state": places.state,
        "busy_timeout": str(BUSY_TIMEOUT),
        "lock_file": places.lock_file,
        "lock_id": lock_id,
    }
    return run_script(host, "retire", variables, timeout=limits[action])


def _look(host: Host, places: Places) -> Look:
    result = _run(host, places, RetireAction.LOOK, new_id())
    if not result.succeeded:
        raise RefusedError(f"{host.name} could not be read: {' / '.join(result.lines[-3:])}.")
    return read_look(result.lines)


def _take(state: State, host: Host, places: Places, look: Look) -> bool:
    result = under_own_lock(
        host, places, "retire", lambda lock: _run(host, places, RetireAction.APPLY, lock.id)
    )
    if not result.succeeded:
        return show(host, result)
    host.log(came_to(look, result.lines, places.app_name, places.audit_log))
    return True


def announce(retirement: Retirement) -> None:
    """Say what is going to be done; raises RefusedError where it can't be."""
    look = _look(host, Places(retirement.app_name))
    if reason := look.refusal(retirement.app_name):
        raise RefusedError(f"Nothing was changed. {host.name}: {reason}")
    plan = look.plan(host.name, retirement.app_name)
    logger.info(f"    {plan}", extra={SESSIONS_LOST: None})


@operation()
def retire(retirement: Retirement) -> Generator[PyinfraCommand, None, None]:
    """Stop what an app runs on a host and take its secrets; its data stays."""
    places = Places(retirement.app_name)
    look = _look(host, places)
    if reason := look.refusal(retirement.app_name):
        yield FunctionCommand(refuse, (reason,), {})
    elif look.takes:
        yield FunctionCommand(_take, (places, look), {})


def apply(retirement: Retirement) -> None:
    """Rid a host of the app; every host calls this."""
    # With -y no step is asked before it is done.
    announce(retirement)
    retire(name=f"Stop {retirement.app_name} and take its secrets", retirement=retirement)
