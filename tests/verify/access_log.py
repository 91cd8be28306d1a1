"""The load balancer's JSON access log: who served which of the verification's requests."""

from collections.abc import Collection

from tenacity import RetryError, retry, retry_if_result, stop_after_delay, wait_fixed

from roles.configuration.cluster import Member
from tests.verify.evidence import deny
from verify.access_log import LogEntry, parse_log
from verify.target import Target

LOG_SECONDS = 5
# Enough of the newest lines to hold the verification's own requests on a busy site.
NEWEST_LINES = 20_000


def served_by(target: Target, lb: Member, smoke: str, requests: Collection[str]) -> set[str]:
    """Give the names of the app servers that served requests whose ids begin with `smoke`.

    Waits until the log has them all; fails when it does not get them.
    """
    entries = _entries(target, lb, smoke, len(requests))
    return {entry.server for entry in entries if entry.request in requests}


def _entries(target: Target, lb: Member, smoke: str, count: int) -> list[LogEntry]:
    host = target.host(lb)
    log = target.places.access_log
    command = f"tail -n {NEWEST_LINES} {log} | grep -F {smoke}"

    @retry(
        retry=retry_if_result(lambda entries: len(entries) < count),
        stop=stop_after_delay(LOG_SECONDS),
        wait=wait_fixed(0.1),
    )
    def read() -> list[LogEntry]:
        return parse_log(host.run(command).stdout.splitlines(), target.cluster)

    try:
        return list(read())
    except RetryError:
        deny(
            lb.name,
            "the access log has the verification's requests",
            expected=f"{count} requests with an id that begins with {smoke}",
            found=f"fewer, {LOG_SECONDS} s after the last",
            command=f"sudo {command}",
        )
        raise
