"""apt's package lists on a host that may be at work with packages itself, as a fresh VM is."""

from pyinfra import logger
from pyinfra.api.host import Host
from pyinfra.api.state import State

from roles.remote import BUSY_TIMEOUT, ScriptResult
from roles.run.changing import change
from roles.run.run import Run

HELD = "held "
# What fetching the lists may take once nobody else is at work, in seconds.
FETCH_TIMEOUT = 600


def _fetch(host: Host, run: Run, lock_timeout: int) -> tuple[ScriptResult, str | None]:
    """Run package_lists.sh; give also who holds a lock where that kept it from its work."""
    result = change(
        run,
        host,
        "package_lists",
        {"lock_timeout": str(lock_timeout)},
        timeout=BUSY_TIMEOUT + lock_timeout + FETCH_TIMEOUT,
    )
    held = [line.removeprefix(HELD) for line in result.lines if line.startswith(HELD)]
    return result, held[0] if held else None


def refresh(state: State, host: Host, run: Run) -> bool:
    """Refresh the lists; wait for who is at work with packages, and say so.

    Lists that can't be fetched are no failure: what is missing may stand in those that are there.
    """
    lock_timeout = run.cluster.settings.apt_lock_timeout
    result, holder = _fetch(host, run, 0)
    if holder:
        host.log(f"waits for {holder}, for {lock_timeout} s at most")
        result, holder = _fetch(host, run, lock_timeout)
    if holder:
        reason = (
            f"waited {lock_timeout} s in vain for {holder}: nothing was installed. Run the same "
            "deploy again once that process has ended, or raise apt_lock_timeout."
        )
        host.log_styled(reason, fg="red", log_func=logger.error)
    elif not result.succeeded:
        host.log_styled("\n".join(result.lines), fg="red", log_func=logger.error)
    elif result.lines:
        reason = "not all package lists could be fetched; what is there is used:"
        lines = [reason, *(f"    {line}" for line in result.lines)]
        host.log_styled("\n".join(lines), fg="yellow", log_func=logger.warning)
    return result.succeeded
