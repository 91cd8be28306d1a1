"""What visitors see of a server in its turn: asked from this machine, before it gets requests.

A session of the release before has to be read by the one to come, and a visitor of its own has to
come by a session there, which has to be in Redis where sessions are kept there.
"""

from collections.abc import Callable
from time import monotonic

from roles.configuration.cluster import Member
from roles.configuration.control_environment import journey_secrets
from roles.configuration.journey import proves_sessions
from roles.connection.transport import transport_of
from roles.plan.turn_report import Gate
from roles.roll.forgetting import Forgotten, forget
from roles.roll.refused_sessions import refused_sessions
from roles.roll.trying import keep_trying, within
from roles.run.run import Run
from roles.visiting.clients import server_client
from roles.visiting.sessions import session_keys
from roles.visiting.step_failed import StepFailedError
from roles.visiting.visitor import Visitor

# A fresh JVM is slow at first: better with us than with the visitors that are all sent to it.
WARM_UP_LOOKS = 30
OLD_SESSION = "one that the release before wrote can't be read"


class Visits:
    """The visitors of one server in its turn; `said` is what they have to say of it."""

    def __init__(self, run: Run, member: Member) -> None:
        """Take whose turn it is."""
        self.run, self.member, self.settings = run, member, run.cluster.settings
        self.said: list[str] = []
        self._since = monotonic()
        self._secrets = journey_secrets(self.settings.journey)
        self._visitors: list[Visitor] = []
        self._probe: Visitor | None = None

    def write_probe(self) -> None:
        """Have the release that runs now write a session for the one to come to read."""
        survey, seconds = self.run.readings.survey(self.member), self.settings.session_gate_timeout
        if not survey.active or not proves_sessions(self.settings.journey):
            return
        probe = self._visitor(survey.port or self.settings.app_port, seconds)
        try:
            within(seconds, probe.arrive)
            self._probe = probe
        except StepFailedError as error:
            self.said.append(f"the running release wrote no session to try: {error}")
        finally:
            # The server is drained next: a connection that is kept would be waited for.
            probe.client.close()

    def failed_gate(self, keeps_in_redis: bool) -> str | None:
        """Give the gate that the server fails, and how; None where it passes all.

        The session of before is looked at first, for a site may end it at the next login of the
        same user; yet a server that is at fault for everybody fails smoke.
        """
        unread = self._session_gate()
        smoke, failed = self._smoke_gate()
        if smoke and not unread:
            self._warm_up(smoke)
        forgotten = self.forget()
        if smoke and keeps_in_redis and proves_sessions(self.settings.journey):
            failed = self._redis_gate(smoke, forgotten)
        return failed or unread

    def forget(self) -> Forgotten:
        """Delete these visitors' sessions where that can be."""
        keys = {key for each in self._visitors for key in self._keys(each)}
        for each in self._visitors:
            each.client.close()
        self._visitors.clear()
        return forget(self.run, keys)

    def _keys(self, visitor: Visitor) -> dict[str, str]:
        return session_keys(self.settings, visitor.cookies)

    def _visitor(self, port: int, seconds: int) -> Visitor:
        transport = transport_of(self.run.host(self.member))
        client = server_client(self.run.cluster, self.member, port, transport, seconds)
        visitor = Visitor(client, self.settings.journey, self._secrets)
        self._visitors.append(visitor)
        return visitor

    def _session_gate(self) -> str | None:
        if self._probe is None:
            return None
        seconds, probe = self.settings.session_gate_timeout, self._probe
        # The release to come may listen elsewhere.
        probe.move_to(self._visitor(self.settings.app_port, seconds))
        return self._try(f"{Gate.SESSIONS}: {OLD_SESSION}", seconds, probe.look)

    def _smoke_gate(self) -> tuple[Visitor | None, str | None]:
        seconds, passed = self.settings.smoke_timeout, list[Visitor]()

        def arrive() -> None:
            visitor = self._visitor(self.settings.app_port, seconds)
            visitor.arrive()
            passed.append(visitor)

        failed = self._try(Gate.SMOKE, seconds, arrive)
        if not failed:
            return passed[0], None
        refused = refused_sessions(self.run, monotonic() - self._since)
        return None, f"{failed}; {refused}" if refused else failed

    def _redis_gate(self, smoke: Visitor, forgotten: Forgotten) -> str | None:
        if forgotten.trouble:
            return f"{Gate.SMOKE}: {forgotten.trouble}"
        if forgotten.keys.intersection(self._keys(smoke)):
            return None
        names = ", ".join(sorted(smoke.cookies)) or "it has none"
        return (
            f"{Gate.SMOKE}: no cookie of the visitor ({names}) names a session in the kit's Redis, "
            f"under {self.settings.session_namespace}:sessions:. Is Spring Session's Redis starter "
            "in the JAR, does its code choose another namespace or Redis, and does the journey "
            "come by a session?"
        )

    def _try(self, gate: str, seconds: int, attempt: Callable[[], None]) -> str | None:
        tried = keep_trying(gate, seconds, attempt)
        self.said += tried.said
        return tried.failed

    def _warm_up(self, visitor: Visitor) -> None:
        try:
            for _ in range(WARM_UP_LOOKS):
                within(self.settings.smoke_timeout, visitor.look)
        except StepFailedError as error:
            self.said.append(f"after it had passed: {error}")
