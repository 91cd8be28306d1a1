"""The machine and the state of the code, so that results can be compared."""

import os
import platform
import subprocess
from datetime import UTC, datetime

from lab.topology import PROJECT


def machine_facts() -> dict[str, str | int | float | bool]:
    """Give what a result depends on, as it is now."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted_changes": bool(_git("status", "--porcelain")),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 10**6,
        "load_of_the_last_minute": round(os.getloadavg()[0], 2),
    }


def _git(*arguments: str) -> str:
    answer = subprocess.run(
        ["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()
