"""The deploy lock: one run at a time, held on every host and freed when its holder is gone."""

import json
import os
import socket
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from secrets import token_hex
from uuid import getnode

# A lock that was not renewed for so long is free, in seconds; and how often a run renews its own.
LEASE_SECONDS = 90
RENEW_SECONDS = 15


@dataclass(frozen=True)
class Lock:
    """Who holds the lock, since when and for what; `machine` and `process` tell if that runs."""

    id: str
    holder: str
    since: str
    what: str
    machine: str
    process: int

    def text(self) -> str:
        """The lock as it stands on a host: a line of JSON."""
        return json.dumps(asdict(self))

    def sentence(self) -> str:
        """Who does what since when."""
        return f"{self.holder} since {self.since}: {self.what}"


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def new_id() -> str:
    """Give a name that no other lock has."""
    return token_hex(8)


def new_lock(what: str, lock_id: str | None = None) -> Lock:
    """Give a lock for this process."""
    holder = f"{getuser()}@{socket.gethostname()}"
    return Lock(lock_id or new_id(), holder, now(), what, _machine(), os.getpid())


def read_lock(text: str | None) -> Lock | None:
    """Read a lock as a host has it; None where there is none, or a broken one."""
    try:
        return Lock(**json.loads(text)) if text else None
    except (TypeError, ValueError):
        return None


def is_gone(lock: Lock, age: int) -> bool:
    """Tell whether a lock's holder is gone: `age` is the seconds since it was renewed last.

    Of a holder on this machine the process itself tells; of another one only the time.
    """
    if lock.machine == _machine():
        return not _runs(lock.process)
    return age >= LEASE_SECONDS


def living_holder(text: str | None, age: int) -> Lock | None:
    """Read a lock as a host has it; None where nobody holds it, or whose holder is gone."""
    lock = read_lock(text)
    return lock if lock and not is_gone(lock, age) else None


def refusal(lock: Lock, waited: int = 0) -> str:
    """Say that another run holds the lock, how long it was waited for in vain, and what to do."""
    in_vain = f" This run has waited {waited} s for it." if waited else ""
    return (
        f"another run holds the deploy lock ({lock.sentence()}). Wait for it; if its machine is "
        f"gone, the lock is free {LEASE_SECONDS} s after its last renewal, or at once by unlock.py."
        f"{in_vain}"
    )


def _machine() -> str:
    """Where a process's number means that process: this boot, and in a container just that one.

    Machines made from one image may share a machine-id, so it does not count here.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return f"{socket.gethostname()} {getnode()}"


def _runs(process: int) -> bool:
    # The number may be another process's by now.
    command = ["ps", "-o", "args=", "-p", str(process)]
    return "pyinfra" in subprocess.run(command, capture_output=True, text=True, check=False).stdout
