"""Commands as root on a host whose sudo asks for a password."""

import shlex
import subprocess
from typing import Any

from testinfra.backend.base import CommandResult
from testinfra.backend.ssh import SshBackend

from roles.connection.sudo import ASKING


class SshWithPassword(SshBackend):  # type: ignore[misc]
    """testinfra's way through OpenSSH, which gives the password to sudo through standard input."""

    def __init__(self, hostspec: str, password: str, **options: Any) -> None:
        """Take the password beside what the backend itself takes."""
        super().__init__(hostspec, sudo=True, **options)
        self._password = password

    def get_sudo_command(self, command: str, sudo_user: str | None) -> str:
        """Give a command for root."""
        return f"sh -c {shlex.quote(f'{ASKING} /bin/sh -c {shlex.quote(command)}')}"

    def run_local(self, command: str, *args: str) -> CommandResult:
        """Run ssh."""
        given = self.encode(self.quote(command, *args))
        ended = subprocess.run(
            given,
            shell=True,
            input=self.encode(f"{self._password}\n"),
            capture_output=True,
            check=False,
        )
        return self.result(ended.returncode, given, ended.stdout, ended.stderr)
