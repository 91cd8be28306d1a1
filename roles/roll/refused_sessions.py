"""Where an app wanted its sessions and may not have them: what its code says, no file shows."""

import json
from typing import Any

from roles.remote import run_script
from roles.run.run import Run
from roles.shared_places import REDIS_ADMIN_PASSWORD

ASK_TIMEOUT = 10
# Redis keeps 128; what a server's visitors caused is among the newest.
MOST = 32
SESSIONS = ":sessions:"


def refused_sessions(run: Run, seconds: float) -> str | None:
    """Say for which other namespace the kit's Redis refused the app in the last seconds.

    None where it was for none, where Redis is somebody else's, or where it can't be asked.
    """
    cluster, settings = run.cluster, run.cluster.settings
    if run.decision.profile != "clustered" or not cluster.redis:
        return None
    result = run_script(
        run.host(cluster.redis_host),
        "redis_refusals",
        {
            "password_file": REDIS_ADMIN_PASSWORD,
            "port": str(settings.redis_port),
            "most": str(MOST),
        },
        timeout=ASK_TIMEOUT,
    )
    found = _namespaces(result.lines, settings.app_name, seconds) if result.succeeded else []
    if not found:
        return None
    return (
        f"Redis refused it sessions under {found[0]}{SESSIONS}: its code or its JVM options choose "
        f"that namespace, and the kit gives it {settings.session_namespace}{SESSIONS}. Take it out "
        f"there, or say session_namespace={found[0]}"
    )


def _namespaces(lines: list[str], user: str, seconds: float) -> list[str]:
    try:
        refusals: list[dict[str, Any]] = json.loads("\n".join(lines))
    except ValueError:
        return []
    return [
        str(each["object"]).partition(SESSIONS)[0]
        for each in refusals
        if (each["username"], each["reason"]) == (user, "key")
        and float(each["age-seconds"]) <= seconds
        and SESSIONS in str(each["object"])
    ]
