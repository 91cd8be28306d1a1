"""One run of the kit: what it read of the hosts, and why its roll has stopped."""

from functools import cache
from typing import Literal

from gevent import Greenlet
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import StateStage

from roles.configuration.artifact import Artifact, read_artifact
from roles.configuration.cluster import Member
from roles.configuration.settings import Profile
from roles.errors import RefusedError
from roles.files.fingerprints import app_fingerprint, revision_name
from roles.files.render import render_environment, render_properties, render_unit
from roles.plan.failure import RollFailure
from roles.plan.revisions import revision_to_go_back_to
from roles.plan.roll import RollPlan, ServerState, plan_roll
from roles.plan.server_state import server_state
from roles.remote import ScriptResult
from roles.run.failures import stop_at_failures
from roles.run.lease import Lease
from roles.run.readings import Readings
from roles.survey.host_survey import Revision

Work = Literal["deploy", "rollback", "status"]

# Stands for what differs from server to server where a revision is named.
ANY_SERVER = Member("any", "0.0.0.0")
# Where the asked package is not there yet, or keeps its Java elsewhere.
ANY_JAVA = "/usr/bin/java"


class Run(Readings):
    """What all hosts of one run share. Nothing here outlives it: the hosts hold the state."""

    def __init__(self, inventory: Inventory, work: Work) -> None:
        """Take the inventory's cluster, and the artifact of a deploy; raises RefusedError."""
        super().__init__(inventory)
        self.work = work
        self.artifact: Artifact | None = None
        if work == "deploy":
            self.artifact = read_artifact(self.cluster.settings.jar)
            if self.cluster.settings.release:
                raise RefusedError("release is for rollback.py: a deploy takes it from app_jar.")
        self.announced = False
        self.failure: RollFailure | None = None
        # Who answered before each turn.
        self.asked_before: dict[int, Greenlet[..., frozenset[str]]] = {}
        # What each load balancer loaded in this run; None once a load failed: nobody knows.
        self.loaded: dict[str, str | None] = {}
        # The lock that a host had before the run and whose holder is gone.
        self.gone: dict[str, str] = {}
        # What the Redis host said is to be done there.
        self.redis_checks: dict[StateStage, Greenlet[..., ScriptResult]] = {}
        self.lease = Lease()
        self._targets: dict[StateStage, Revision] = {}
        self._plans: dict[StateStage, RollPlan] = {}

    @property
    def _back_to(self) -> Revision:
        if self.stage not in self._targets:
            surveys = {server.name: self.survey(server) for server in self.cluster.app}
            named = self.cluster.settings.release
            self._targets[self.stage] = revision_to_go_back_to(surveys, named)
        return self._targets[self.stage]

    @property
    def asked_release(self) -> str:
        """The release that a deploy brings, or that a rollback names."""
        if self.artifact is None:
            return super().asked_release
        return self.artifact.release(self.cluster.settings.release_label)

    @property
    def release(self) -> str:
        """The release that every server shall run; raises RefusedError where there is none."""
        return self._back_to.release if self.artifact is None else self.asked_release

    @property
    def profile(self) -> Profile:
        """Where every server shall keep its sessions: in a rollback where that revision did."""
        if self.artifact is not None:
            return self.cluster.settings.session_profile
        return self._back_to.profile

    @property
    def revision(self) -> str:
        """The name of the release with its settings; raises RefusedError where there is none."""
        if self.artifact is None:
            return self._back_to.name
        files = self.app_files(ANY_SERVER)
        return revision_name(
            self.release, files["environment"], files["properties"], files["unit_text"]
        )

    def redis_password(self) -> str | None:
        """The app's Redis password; None where it is not made yet, or the app keeps no sessions."""
        return super().redis_password() if self.profile == "clustered" else None

    def app_files(self, member: Member) -> dict[str, str]:
        """What an app server shall run from: environment, properties and unit as texts."""
        return {
            "environment": render_environment(self.cluster, member, self.redis_password()),
            "properties": render_properties(self.cluster),
            "unit_text": render_unit(self.cluster, self._java(member)),
        }

    def _java(self, member: Member) -> str:
        """The path of the asked Java on a host; its name where there is no such host."""
        if member == ANY_SERVER:
            return self.cluster.settings.java_package
        return self.survey(member).java or ANY_JAVA

    def app_fingerprint(self, member: Member) -> str:
        """The sum of what an app server shall run from."""
        if self.artifact is None:
            kept = {revision.name: revision for revision in self.survey(member).revisions}
            # It is brought to who has not kept it.
            return kept[self.revision].fingerprint if self.revision in kept else ""
        files = self.app_files(member)
        return app_fingerprint(
            files["environment"], files["properties"], files["unit_text"], self.release
        )

    def roll_plan(self) -> RollPlan:
        """The roll, decided once in each stage of a run."""
        if self.stage not in self._plans:
            self._plans[self.stage] = plan_roll(self.profile, self._server_states())
        return self._plans[self.stage]

    def _server_states(self) -> list[ServerState]:
        sent_to = frozenset[str]().union(*(self.survey(lb).sends_to for lb in self.cluster.lb))
        return [
            server_state(server, self.survey(server), self.app_fingerprint(server), sent_to)
            for server in self.cluster.app
        ]


@cache
def run_of(inventory: Inventory, work: Work) -> Run:
    """Give the run of a pyinfra inventory: one for all its hosts."""
    stop_at_failures(inventory.state)
    return Run(inventory, work)
