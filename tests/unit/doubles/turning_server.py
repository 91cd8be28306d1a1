"""A folder that turn.sh takes for an app server; only systemd's commands are stand-ins."""

import os
import subprocess
from collections.abc import Mapping
from grp import getgrgid
from hashlib import sha256
from pathlib import Path

from roles.remote import ScriptResult, script_text
from tests.unit.doubles.held_lock import hold_lock
from tests.unit.doubles.playing_release import READINESS, PlayingRelease

# Root may give a file to any group, another user to the own one.
GROUP = getgrgid(os.getgid() or 1).gr_name
# Nothing answers there: what runs is asked where its own environment says.
ASKED_FOR_NOW = ":1/asked-for-now"
SYSTEMCTL = r"""#!/bin/sh
cd "$PLAY" && echo "$*" >>commands
running() { [ -e running ] && [ ! -e current/crashes ]; }
case "$*" in
restart*)
    rm -f running
    [ ! -e current/does-not-start ] || exit 1
    port=$(sed -n 's/^SERVER_PORT="\(.*\)"$/\1/p' site.env)
    echo "$(basename "$(readlink current)") $port" >running
    ;;
is-active*) running ;;
disable*) rm -f running ;;
*StartTimestamp*) echo now ;;
*MainPID*) cat main-pid 2>/dev/null || echo 0 ;;
show*) { running && printf 'active\n0\n'; } || printf 'activating\n1\n' ;;
esac
"""
JOURNALCTL = """#!/bin/sh
echo "a line of the log"
"""


class TurningServer:
    """A server with releases; each turn is given what a deploy would give it."""

    def __init__(self, folder: Path) -> None:
        """Make an app server on which nothing was deployed, listening at one of two ports."""
        self.folder, self.state = folder, folder / "state"
        self.step = hold_lock(self.state)
        self.sessions: dict[str, tuple[str, bytes]] = {}
        self.listeners = [PlayingRelease(folder, self.sessions) for _ in range(2)]
        self.port, self.other_port = (listener.server_port for listener in self.listeners)
        (folder / "bin").mkdir()
        for command, text in {"systemctl": SYSTEMCTL, "journalctl": JOURNALCTL}.items():
            (folder / "bin" / command).write_text(text)
            (folder / "bin" / command).chmod(0o755)

    def close(self) -> None:
        for listener in self.listeners:
            listener.close()

    def install(self, release: str, behaviour: str = "does well") -> None:
        """Unpack a release that starts and then behaves so."""
        folder = self.folder / "releases" / release
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "behaviour").write_text(behaviour)
        (folder / "app.jar").write_text(release)
        sums = f"{sha256(release.encode()).hexdigest()}  app.jar\n"
        (folder / "SHA256SUMS").write_text(sums)
        if behaviour in ("does-not-start", "crashes"):
            (folder / behaviour).touch()

    def turn(
        self, release: str, port: int | None = None, failed_gate: str = "", **changed: str
    ) -> ScriptResult:
        """Give the server its turn; where it gets ready, visitors find that `failed_gate`."""
        ready = self.switch(release, port, **changed)
        if not ready.succeeded:
            return ready
        ended = self.judge(release, port, failed_gate=failed_gate, **changed)
        return ScriptResult(ended.succeeded, [*ready.lines, *ended.lines])

    def switch(
        self,
        release: str,
        port: int | None = None,
        further_environment: str = "",
        readiness: str = "",
        **changed: str,
    ) -> ScriptResult:
        """The first part of a turn: until it is ready where its environment names `readiness`."""
        port = port or self.port
        readiness = readiness or f":{port}{READINESS}"
        asked = {
            "release": release,
            "redis_password": "",
            "environment": f'SERVER_PORT="{port}"\n# Readiness: {readiness}\n{further_environment}',
            "properties": f"# of {release}\n",
            "unit_text": f"[Unit]\nDescription={release}\n",
            "drain_timeout": "1",
        }
        variables = self._variables(release, port, changed.pop("now", ASKED_FOR_NOW))
        return self._run("turn", variables | asked | changed)

    def judge(self, release: str, port: int | None = None, **changed: str) -> ScriptResult:
        """The second part: after visitors have tried it."""
        asked = {"keep_releases": "5", "most_revisions": "50", "failed_gate": ""}
        changed.pop("further_environment", None)
        changed.pop("readiness", None)
        variables = self._variables(release, port, changed.pop("now", ASKED_FOR_NOW))
        return self._run("verdict", variables | asked | changed)

    def _variables(self, release: str, port: int | None, now: str) -> dict[str, str]:
        """What both parts are given; `now` is where readiness is asked for today."""
        port = port or self.port
        return {
            **self.step,
            "app_name": GROUP,
            "unit": "site.service",
            "environment_file": str(self.folder / "site.env"),
            "properties_file": str(self.folder / "etc/application.yml"),
            "unit_file": str(self.folder / "site.service"),
            "current": str(self.folder / "current"),
            "releases": str(self.folder / "releases"),
            "revision": f"{release}.{port}",
            "how": "deploy",
            "url_address": "127.0.0.1",
            "port": str(port),
            "readiness": now,
            "start_timeout": "5",
            "readiness_timeout": "1",
        }

    def _run(self, script: str, variables: Mapping[str, str]) -> ScriptResult:
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        ended = subprocess.run(
            ["sh", "-s"],
            input=script_text(script, variables),
            env=os.environ | {"PATH": path, "PLAY": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert ended.stderr == ""
        return ScriptResult(ended.returncode == 0, ended.stdout.splitlines())

    def roll_back(self, release: str) -> ScriptResult:
        """Give it its turn in a rollback."""
        return self.turn(release, how="rollback")

    def in_place(self) -> dict[str, str | None]:
        """The release that each thing names, in healthy and previous with all that goes with it."""
        running = self._read("running")
        return {
            "current": (self.folder / "current").readlink().name,
            "running": running and running.split()[0],
            "healthy": self._kept(self.state / "healthy"),
            "previous": self._kept(
                self.state / "revisions" / (self._read("state/previous") or "-")
            ),
        }

    def lines(self, name: str) -> list[str]:
        """A list of revisions in the state folder, as the releases that they are of."""
        return [line.partition(".")[0] for line in (self._read(f"state/{name}") or "").split()]

    def revisions(self) -> set[str]:
        """The revisions that are kept, as the releases that they are of."""
        kept = (self.state / "revisions").iterdir()
        return {folder.name.partition(".")[0] for folder in kept}

    def properties_mode(self) -> str:
        """The group and the mode of the properties."""
        file = self.folder / "etc/application.yml"
        return f"{file.group()} {file.stat().st_mode & 0o777:o}"

    def releases(self) -> set[str]:
        return {folder.name for folder in (self.folder / "releases").iterdir()}

    def _read(self, path: str) -> str | None:
        file = self.folder / path
        return file.read_text() if file.exists() else None

    def _kept(self, folder: Path) -> str | None:
        if not folder.exists():
            return None
        release = (folder / "release").read_text().strip()
        files = {file.name for file in folder.iterdir()}
        assert files == {"environment", "properties", "unit", "release", "fingerprint"}
        assert (folder / "properties").read_text() == f"# of {release}\n"
        parts = [
            sha256((folder / name).read_bytes()).hexdigest()
            for name in ("environment", "properties", "unit")
        ]
        wanted = sha256(" ".join([*parts, release]).encode()).hexdigest()
        assert (folder / "fingerprint").read_text().strip() == wanted
        return release
