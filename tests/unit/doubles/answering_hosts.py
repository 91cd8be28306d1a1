"""Hosts that answer the kit's scripts without being there."""

from collections.abc import Mapping

import pytest
from pyinfra.api.host import Host

from roles import base, redis
from roles.lock import holding, looking
from roles.remote import ScriptResult
from roles.retiring import retiring
from roles.roll import bringing, carriers, differences, refused_sessions
from roles.run import changing, readings
from roles.run.run import Run, Work
from roles.survey import reading as surveying
from tests.unit.doubles.examples import FRESH_HOST, inventory
from tests.unit.doubles.loopback_transport import LoopbackTransport


class AnsweringHosts:
    """Keeps the variables that each script was given; answers what a test has them answer."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Answer in the place of SSH."""
        self.given: dict[str, Mapping[str, str]] = {}
        self.surveys: dict[str, list[str]] = {}
        self.answers = {"redis_password": ["5e55ion"]}
        self.failing: set[str] = set()
        self.transport = LoopbackTransport()
        patch.setattr(base, "transport_of", lambda host: self.transport)
        for module in (
            bringing,
            carriers,
            changing,
            differences,
            holding,
            looking,
            readings,
            redis,
            refused_sessions,
            retiring,
            surveying,
        ):
            patch.setattr(module, "run_script", self.run_script)

    def run_script(
        self, host: Host, script: str, variables: Mapping[str, str], timeout: int | None = None
    ) -> ScriptResult:
        self.given[script] = variables
        surveyed = self.surveys.get(host.name, FRESH_HOST.splitlines())
        lines = surveyed if script == "survey" else self.answers.get(script, [])
        return ScriptResult(script not in self.failing, lines)

    def run(self, work: Work = "deploy", **data: object) -> Run:
        """A run over the example site."""
        return Run(inventory(**data), work)
