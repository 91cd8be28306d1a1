"""A folder in which release.sh unpacks a JAR; only systemd-run and java are stand-ins."""

import os
import subprocess
from getpass import getuser
from hashlib import sha256
from pathlib import Path

from roles.configuration.artifact import JAR
from roles.files.sandbox import unpacking_sandbox
from roles.places import Places
from roles.remote import ScriptResult, script_text
from tests.unit.doubles.held_lock import hold_lock

# Runs what it is given as it is: what systemd keeps from it is for the lab to see.
SYSTEMD_RUN = """#!/bin/sh
for word; do echo "$word" >>{folder}/asked; done
while [ "$1" != sh ]; do
    case "$1" in
    WorkingDirectory=*) cd "${{1#*=}}" ;;
    esac
    shift
done
CONFINED=yes exec "$@"
"""
# What the JAR's code does with "$layers" and with "$archive" is for a test to say.
JAVA = """#!/bin/sh
[ "$CONFINED" = yes ] || echo "$*" >>{folder}/free
for word; do
    case "$word" in
    -XX:ArchiveClassesAtExit=*) archive=${{word#*=}} ;;
    esac
    layers=$word
done
case "$*" in
*jarmode=tools*)
    {extracts}
    ;;
*)
    {starts}
    ;;
esac
"""
EXTRACTS = 'mkdir -p "$layers/lib"; echo thin >"$layers/app.jar"; echo lib >"$layers/lib/a.jar"'
STARTS = 'echo classes >"$archive"'
RELEASE = "0123456789ab"


class UnpackingServer:
    """A server to which a JAR was uploaded, with a secret that is none of the app's."""

    def __init__(self, folder: Path) -> None:
        """Make it; what stands in for java does as it should."""
        self.folder, self.releases = folder, folder / "releases"
        self.secret = folder / "secret"
        self.secret.write_text("5e55ion")
        self.release = self.releases / RELEASE
        for made in ("bin", "releases", "state"):
            (folder / made).mkdir()
        self._write("systemd-run", SYSTEMD_RUN.format(folder=folder))

    def unpack(
        self, extracts: str = EXTRACTS, starts: str = STARTS, jar: str = JAR
    ) -> ScriptResult:
        """Upload a JAR whose code does so, and unpack it."""
        self._write("java", JAVA.format(folder=self.folder, extracts=extracts, starts=starts))
        incoming = self.releases / "incoming.jar"
        incoming.write_bytes(b"fat")
        variables = {
            "incoming": str(incoming),
            "sha256": sha256(b"fat").hexdigest(),
            "release_folder": str(self.release),
            "app_name": getuser(),
            **hold_lock(self.folder / "state"),
            "java": str(self.folder / "bin/java"),
            "jar": jar,
            "app_state": str(self.folder / "state"),
            "app_logs": str(self.folder / "logs"),
            "app_cache": str(self.folder / "cache"),
            "spring_profiles": "prod",
            "excluded": "a.B,c.D",
            "sandbox": "\n".join(unpacking_sandbox(Places("site"))),
        }
        ended = subprocess.run(
            ["sh", "-s"],
            input=script_text("release", variables),
            env=os.environ | {"PATH": f"{self.folder}/bin:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert not ended.stderr, ended.stderr
        return ScriptResult(ended.returncode == 0, ended.stdout.splitlines())

    def files(self) -> dict[str, str]:
        """What the release holds but for its sums, which are checked."""
        check = ["sha256sum", "--status", "-c", "SHA256SUMS"]
        subprocess.run(check, cwd=self.release, check=True)
        return {
            str(path.relative_to(self.release)): path.read_text()
            for path in self.release.rglob("*")
            if path.name != "SHA256SUMS" and not path.is_dir()
        }

    def asked(self) -> list[set[str]]:
        """The properties of each service that systemd was asked for."""
        services: list[set[str]] = []
        words = (self.folder / "asked").read_text().splitlines()
        for before, word in zip(["", *words], words, strict=False):
            if word == "--quiet":
                services.append(set())
            if before == "-p":
                services[-1].add(word)
        return services

    def environment(self) -> set[str]:
        """What the code of the JAR's was given as its environment."""
        words = (self.folder / "asked").read_text().splitlines()
        return {word.removeprefix("--setenv=") for word in words if word.startswith("--setenv=")}

    def ran_free(self) -> bool:
        """Whether code of the JAR's ran outside of the sandbox."""
        return (self.folder / "free").exists()

    def _write(self, command: str, text: str) -> None:
        (self.folder / "bin" / command).write_text(text)
        (self.folder / "bin" / command).chmod(0o755)
