"""OpenSSH's way into a host of an inventory."""

import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from roles.connection.ssh_route import Route

# Above the time-outs of the connections to the host and to a jump host.
LIMIT_SECONDS = 30


@dataclass(frozen=True)
class SshLogin:
    """The way to a host, as whom, the configuration that leads there, and what sudo asks for."""

    route: Route
    user: str | None
    config: Path
    # No failed check shows it.
    sudo_password: str | None = field(default=None, repr=False)

    def command(self, *options: str) -> list[str]:
        """Give the ssh command; what shall run on the host may follow."""
        return ["ssh", "-F", str(self.config), *options, self.route.end.name]

    def connect(self) -> str | None:
        """Open the connection that others share; give a sentence if it does not come about."""
        fault = self.run("-fN")
        return (
            fault and f"{fault.rstrip('.')}. See it with: ssh -v {shlex.quote(self._destination)}"
        )

    def hang_up(self) -> None:
        """End the shared connection."""
        self.run("-O", "exit")

    @property
    def _destination(self) -> str:
        name = self.route.end.name
        return f"{self.user}@{name}" if self.user else name

    def run(self, *options: str) -> str | None:
        """Run ssh to its end; give what it said, in a line, if it failed."""
        # No pipe: the ssh that goes through a jump host would keep it open as long as it lives.
        with TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            try:
                ended = subprocess.run(
                    self.command(*options),
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    check=False,
                    timeout=LIMIT_SECONDS,
                )
            except subprocess.TimeoutExpired:
                return f"ssh has come to no end within {LIMIT_SECONDS} s"
            said.seek(0)
            return " ".join(said.read().split()) if ended.returncode else None
