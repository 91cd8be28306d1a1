"""Who served which request: the ledger joined with the load balancers' own logs."""

from collections.abc import Sequence
from dataclasses import replace

from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from lab.ledger.entries import Entry
from roles.configuration.cluster import Member
from verify.access_log import parse_log
from verify.target import Target

LOG_SECONDS = 5


def with_servers(target: Target, run: str, entries: Sequence[Entry]) -> list[Entry]:
    """Give the entries with the servers that nginx names for each; `run` begins all their ids.

    What was answered is in the log a moment later; a log that can't be read leaves the servers of
    its requests unknown.
    """
    answered = {entry.request for entry in entries if entry.status is not None}
    reading = Retrying(
        retry=retry_if_result(lambda served: not answered <= served.keys()),
        stop=stop_after_delay(LOG_SECONDS),
        wait=wait_fixed(0.2),
        retry_error_callback=lambda last: last.outcome.result() if last.outcome else {},
    )
    served = reading(lambda: _served(target, run))
    return [replace(entry, server=served.get(entry.request, "")) for entry in entries]


def _served(target: Target, run: str) -> dict[str, str]:
    served: dict[str, str] = {}
    for lb in target.cluster.lb:
        for line in parse_log(_lines(target, lb, run), target.cluster):
            served[line.request] = ", ".join(line.servers) or "nginx"
    return served


def _lines(target: Target, lb: Member, run: str) -> list[str]:
    log = target.places.access_log
    try:
        # Logs are turned over at night.
        found = target.host(lb).run(f"grep -hsF {run} {log}.1 {log}")
    except RuntimeError:
        # It can't be reached over SSH.
        return []
    return list(found.stdout.splitlines())
