"""Hosts that answer the kit's scripts without being there."""

from collections.abc import Mapping

import pytest
from pyinfra.api.host import Host

from roles import balancer, redis, run, survey, turn
from roles.remote import ScriptResult
from roles.run import Run
from tests.unit.examples import FRESH_HOST, inventory


class AnsweringHosts:
    """Keeps the variables that each script was given; answers what a test has them answer."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Answer in the place of SSH."""
        self.given: dict[str, Mapping[str, str]] = {}
        self.surveys: dict[str, list[str]] = {}
        self.password = ["5e55ion"]
        for module in (balancer, redis, run, survey, turn):
            patch.setattr(module, "run_script", self.run_script)

    def run_script(
        self, host: Host, script: str, variables: Mapping[str, str], timeout: int | None = None
    ) -> ScriptResult:
        self.given[script] = variables
        answers = {
            "survey": self.surveys.get(host.name, FRESH_HOST.splitlines()),
            "redis_password": self.password,
        }
        return ScriptResult(True, answers.get(script, []))

    def run(self, **data: object) -> Run:
        """A run over the example site."""
        return Run(inventory(**data))
