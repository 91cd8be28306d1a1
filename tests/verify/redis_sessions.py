"""The sessions in Redis, asked by the app's own user."""

import shlex
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed
from testinfra.backend.base import CommandResult

from roles.configuration.cluster import Member
from roles.configuration.redis_access import redis_access, redis_listing
from roles.visiting.sessions import INDEX_SECONDS
from tests.verify.evidence import deny
from verify.target import Target


def expiry_key(key: str) -> str:
    """The key whose end tells the indexed repository that a session has ended."""
    namespace, _, session = key.rpartition(":sessions:")
    return f"{namespace}:sessions:expires:{session}"


@dataclass(frozen=True)
class RedisSessions:
    """The Redis of a cluster; no password leaves its host."""

    target: Target
    member: Member

    def present(self, keys: Iterable[str]) -> list[str]:
        """Which of these keys are there."""
        return [key for key in keys if self.ask("EXISTS", key) == "1"]

    def fields(self, key: str) -> list[str]:
        """The names of a session's fields."""
        return sorted(self.ask("HKEYS", key).split())

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

    def holds(self, key: str, field: str, proof: bytes) -> str | None:
        """Tell how a field holds these bytes: as they are, or in base64 as JSON has them."""
        answer = self._run(f"{self.command('HGET', key, field)} | base64 -w0")
        stored = b64decode(answer.stdout)
        ways = {"byte for byte": proof, "byte for byte, in base64": b64encode(proof)}
        return next((way for way, kept in ways.items() if kept in stored), None)

    def delete(self, key: str) -> None:
        """Delete a session; of the indexed repository it is gone once the app has had its time."""
        if self.ask("DEL", expiry_key(key)) != "1":
            self.ask("DEL", key)
            return
        self.ask("EXPIRE", key, str(INDEX_SECONDS))
        wait = Retrying(
            retry=retry_if_result(bool),
            stop=stop_after_delay(2 * INDEX_SECONDS),
            wait=wait_fixed(0.2),
            retry_error_callback=lambda state: None,
        )
        wait(self.present, [key])

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
