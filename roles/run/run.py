"""One run of the kit: its hosts, what was read of them, what is decided, what has happened."""

import os
from functools import cache
from typing import Literal

from pyinfra.api.inventory import Inventory

from roles.configuration.artifact import read_artifact
from roles.configuration.control_environment import app_secrets, journey_secrets
from roles.configuration.given_certificate import refuse_unfit_certificate
from roles.configuration.others_redis import given_password
from roles.configuration.packaged_contradictions import refuse_packaged_contradictions
from roles.errors import RefusedError
from roles.run.decision import Decision
from roles.run.failures import stop_at_failures
from roles.run.hosts import Hosts
from roles.run.progress import Progress
from roles.run.readings import Readings

Work = Literal["deploy", "rollback", "status"]


class Run(Hosts):
    """What all hosts of one run share. Nothing here outlives it: the hosts hold the state."""

    def __init__(self, inventory: Inventory, work: Work) -> None:
        """Take the inventory's cluster, and the artifact of a deploy; raises RefusedError."""
        super().__init__(inventory)
        self.work = work
        settings = self.cluster.settings
        if work != "status":
            # Missing ones are refused here, not in the first turn.
            journey_secrets(settings.journey)
            refuse_unfit_certificate(settings)
        secrets: dict[str, str] = {}
        artifact, asked_release = None, settings.release
        if work == "deploy":
            artifact = read_artifact(settings.jar)
            refuse_packaged_contradictions(artifact, settings)
            if settings.release:
                raise RefusedError("release is for rollback.py: a deploy takes it from app_jar.")
            asked_release = artifact.release(settings.release_label)
            secrets = app_secrets(settings.app_secrets)
        if work != "status" and settings.uses_redis:
            # A missing one is refused before any host is asked.
            given_password(settings.redis_password_from, os.environ)
        self.readings = Readings(self, asked_release)
        self.decision = Decision(self, self.readings, artifact, secrets)
        self.progress = Progress()


@cache
def run_of(inventory: Inventory, work: Work) -> Run:
    """Give the run of a pyinfra inventory: one for all its hosts."""
    stop_at_failures(inventory.state)
    return Run(inventory, work)
