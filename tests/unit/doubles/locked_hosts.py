"""Hosts of the example site whose locks are files: what asks for a lock there is real."""

import fcntl
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

import pytest
from gevent import subprocess
from pyinfra.api.host import Host

from roles.lock import waiting
from roles.remote import ScriptResult, script_text
from roles.run import lock as run_lock
from roles.run.lock import Lock
from roles.run.run import Run, Work
from tests.unit.doubles.answering_hosts import AnsweringHosts
from tests.unit.doubles.examples import write_jar


class LockedHosts(AnsweringHosts):
    """A folder for each host; every lock is of a machine of its own, so that its age tells."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        """Look often."""
        super().__init__(patch)
        self.folder = folder
        self.jar = str(write_jar(folder / "site.jar"))
        self.asked = Counter[tuple[str, str]]()
        patch.setattr(waiting, "LOOK_SECONDS", 0.05)
        patch.setattr(run_lock, "_machine", token_hex)

    def run(self, work: Work = "deploy", **data: object) -> Run:
        """A run that asks nobody, as with -y."""
        made = super().run(work, **(data if work == "rollback" else {"app_jar": self.jar} | data))
        made.inventory.state.check_for_changes = False
        return made

    def run_script(
        self, host: Host, script: str, variables: Mapping[str, str], timeout: int | None = None
    ) -> ScriptResult:
        """Run what is about locks in the host's folder."""
        self.asked[host.name, variables.get("action", script)] += 1
        answer = super().run_script(host, script, variables, timeout)
        if not answer.succeeded or script not in ("lock", "lock_holder", "survey"):
            return answer
        if script == "survey":
            held = self._in_folder(host, "lock_holder", {"lock_file": variables["lock_file"]})
            return ScriptResult(True, [*answer.lines, *held.lines])
        return self._in_folder(host, script, variables)

    def _in_folder(self, host: Host, script: str, variables: Mapping[str, str]) -> ScriptResult:
        paths = {
            name: f"{self.folder}/{host.name}{value}"
            for name, value in variables.items()
            if value.startswith("/")
        }
        command = ["sh", "-c", script_text(script, {**variables, **paths})]
        for path in paths.values():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        ended = subprocess.run(command, capture_output=True, text=True)
        return ScriptResult(ended.returncode == 0, ended.stdout.splitlines())

    def lock_file(self, run: Run, name: str) -> Path:
        """Where a host has its lock."""
        return Path(f"{self.folder}/{name}{run.places.lock_file}")

    def hold(self, run: Run, lock: Lock, *names: str) -> None:
        """Have a run hold these hosts."""
        for name in names:
            file = self.lock_file(run, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.with_suffix(".new").write_text(lock.text() + "\n")
            file.with_suffix(".new").rename(file)

    def free(self, run: Run, *names: str) -> None:
        """Free these hosts, as lock.sh does it: never while it is asked whose one is."""
        for name in names:
            file = self.lock_file(run, name)
            with file.with_suffix(".guard").open("a") as guard:
                fcntl.flock(guard, fcntl.LOCK_EX)
                file.unlink()

    def holder(self, run: Run, name: str) -> str | None:
        """Whose a host's lock is, by its id."""
        try:
            found = run_lock.read_lock(self.lock_file(run, name).read_text())
        except FileNotFoundError:
            return None
        return found.id if found else None

    def holders(self, run: Run) -> set[str | None]:
        """Who has the lock of any host."""
        return {self.holder(run, member.name) for member in run.cluster.members}
