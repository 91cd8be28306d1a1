"""Real runs of pyinfra with the kit's way to speak, at this machine."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.unit.doubles.examples import PROJECT

PYINFRA = str(Path(sys.executable).parent / "pyinfra")
# A run of the kit's at this machine, which has no app: what its scripts do is the test's.
CONFIG = """
from pyinfra import config, state

from roles.cli.invocation import is_quiet, must_ask
from roles.cli.quiet_log import hide_machinery
from roles.cli.quiet_run import speak_for
from roles.run.failures import stop_at_failures

stop_at_failures(state)
if is_quiet():
    speak_for(state, hide_machinery(), asks=must_ask())
"""
DEPLOY = """
from io import StringIO

from pyinfra import host, logger
from pyinfra.operations import files, server

from roles.roll.announcement import SESSIONS_LOST

logger.info("    Rolls app1.", extra={{SESSIONS_LOST: "3 in Redis"}})
files.put(name="Write a file", src=StringIO("new\\n"), dest="{folder}/file")
host.log("is the host")
server.shell(name="Do something long", commands=["{command}"])
"""


class Kit:
    """A deploy whose command can be chosen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config.py").write_text(CONFIG)
        self.does("true")

    def does(self, command: str) -> None:
        (self.folder / "deploy.py").write_text(DEPLOY.format(folder=self.folder, command=command))
        (self.folder / "site.py").write_text('app = ["@local"]\n')

    def command(self, *flags: str, script: str = "deploy.py") -> list[str]:
        config = f"--config={self.folder / 'config.py'}"
        site = str(self.folder / "site.py")
        return [PYINFRA, config, *flags, site, str(self.folder / script)]

    def run(self, *flags: str, exit_code: int = 0) -> list[str]:
        """Run it where nobody looks on; give what it said, without empty lines."""
        ended = subprocess.run(
            self.command(*flags),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert ended.returncode == exit_code, ended.stderr
        assert ended.stdout == ""
        return [line.rstrip() for line in ended.stderr.splitlines() if line.strip()]

    def run_at_a_terminal(self, answer: str) -> str:
        """Run it, and give that answer to its question; give what the terminal got."""
        person, terminal = pty.openpty()
        environment = {**os.environ, "PYINFRA_PROGRESS": "off", "TERM": "xterm"}
        with subprocess.Popen(
            self.command(),
            cwd=PROJECT,
            env=environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
        ) as process:
            os.close(terminal)
            said, answered = b"", False
            try:
                while part := os.read(person, 4096):
                    said += part
                    if b"Press enter" in said and not answered:
                        os.write(person, answer.encode())
                        answered = True
            except OSError:
                # The other end is closed.
                pass
        os.close(person)
        assert process.returncode == 0
        return said.decode()
