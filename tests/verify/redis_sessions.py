"""The sessions in Redis, asked by the app's own user."""

import binascii
import shlex
from base64 import b64decode
from dataclasses import dataclass
from uuid import UUID

from testinfra.backend.base import CommandResult

from roles.configuration.cluster import Member
from roles.configuration.redis_access import redis_access, redis_listing
from tests.verify.evidence import deny
from verify.target import Target

SESSION_COOKIE = "SESSION"
# Java's serialization of a byte[]: the bytes come after a header of this length.
JAVA_HEADER_BYTES = 27


def session_id(cookie: str) -> str | None:
    """Give the session's UUID that Spring Session's cookie holds in base64, else None."""
    try:
        return str(UUID(b64decode(cookie, validate=True).decode()))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


@dataclass(frozen=True)
class RedisSessions:
    """The Redis of a cluster; no password leaves its host."""

    target: Target
    member: Member

    def key(self, session: str) -> str:
        """The key of a session."""
        return f"{self.target.cluster.settings.session_namespace}:sessions:{session}"

    def command(self, *arguments: str) -> str:
        """A redis-cli call as root types it on the host from which Redis is asked."""
        return redis_access(self.target.cluster).command(*arguments)

    def shown(self, *arguments: str) -> str:
        """The same call, as a person types it on the Redis host."""
        return f"sudo sh -c {shlex.quote(self.command(*arguments))}"

    def ask(self, *arguments: str) -> str:
        """What Redis answers, as text."""
        return str(self._run(self.command(*arguments)).stdout).strip()

    def sessions(self) -> int:
        """How many keys the app has, among those of others."""
        return int(self._run(f"{self._scan()} | wc -l").stdout)

    def shown_sessions(self) -> str:
        """The command that lists them, as a person types it on the Redis host."""
        return f"sudo sh -c {shlex.quote(self._scan())}"

    def _scan(self) -> str:
        pattern = f"{self.target.cluster.settings.session_namespace}:*"
        return redis_listing(self.target.cluster).command("--scan", "--pattern", pattern)

    def is_installed(self) -> bool:
        """Whether a clustered deploy has been here."""
        return bool(
            self.target.host(self.member).file(self.target.places.redis_password_file).exists
        )

    def picture(self, key: str) -> bytes:
        """The uploaded bytes that a session's hash holds."""
        attribute = f"sessionAttr:{self.target.cluster.settings.smoke_attribute}"
        answer = self._run(f"{self.command('HGET', key, attribute)} | base64 -w0")
        return b64decode(answer.stdout)[JAVA_HEADER_BYTES:].removesuffix(b"\n")

    def delete(self, key: str) -> None:
        """Delete a session."""
        self.ask("DEL", key)

    def _run(self, command: str) -> CommandResult:
        result = self.target.host(self.member).run(command)
        if result.failed or "NOAUTH" in result.stdout or "NOPERM" in result.stdout:
            deny(
                self.member.name,
                "Redis answers the app's user",
                expected="an answer",
                found=(result.stderr + result.stdout).strip(),
                command=f"sudo sh -c {shlex.quote(command)}",
            )
        return result
