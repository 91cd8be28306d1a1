"""What one run brings its hosts to: decided once in each stage, from what was read of them."""

from collections.abc import Mapping
from typing import cast

from pyinfra.api.state import StateStage

from roles.configuration.artifact import Artifact
from roles.configuration.cluster import Member
from roles.configuration.packaged_contradictions import packaged_exclusions
from roles.configuration.settings import Profile
from roles.files.app import render_environment, render_properties, render_unit
from roles.files.fingerprints import app_fingerprint, revision_name
from roles.plan.balancing import Affinity
from roles.plan.batches import batch_and_kept
from roles.plan.revisions import revision_to_go_back_to
from roles.plan.roll import RollPlan, ServerState, plan_roll
from roles.plan.server_state import server_state
from roles.run.hosts import Hosts
from roles.run.readings import Readings
from roles.survey.found import Revision

# Stands for what differs from server to server where a revision is named.
ANY_SERVER = Member("any", "0.0.0.0")
# Where the asked package is not there yet, or keeps its Java elsewhere.
ANY_JAVA = "/usr/bin/java"


class Decision:
    """The release, the profile, the files and the roll.

    `artifact` and the app's `secrets` are what a deploy brings.
    """

    def __init__(
        self,
        hosts: Hosts,
        readings: Readings,
        artifact: Artifact | None,
        secrets: Mapping[str, str],
    ) -> None:
        """Without an artifact the servers go back to what they have kept."""
        self.hosts, self.readings = hosts, readings
        self.artifact, self.secrets = artifact, secrets
        self._targets: dict[StateStage, Revision] = {}
        self._plans: dict[StateStage, RollPlan] = {}

    @property
    def _back_to(self) -> Revision:
        stage = self.hosts.stage
        if stage not in self._targets:
            cluster = self.hosts.cluster
            surveys = {server.name: self.readings.survey(server) for server in cluster.app}
            self._targets[stage] = revision_to_go_back_to(surveys, cluster.settings.release)
        return self._targets[stage]

    @property
    def release(self) -> str:
        """The release that every server shall run; raises RefusedError where there is none."""
        return self._back_to.release if self.artifact is None else self.readings.asked_release

    @property
    def profile(self) -> Profile:
        """Where every server shall keep its sessions: in a rollback where that revision did."""
        if self.artifact is not None:
            return self.hosts.cluster.settings.session_profile
        return self._back_to.profile

    @property
    def actuator(self) -> str:
        """Where every server shall have Actuator, as its environment names that."""
        if self.artifact is not None:
            return self.hosts.cluster.settings.actuator.places["actuator"]
        return self._back_to.actuator

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
        """The app's Redis password; None where it is not made yet, or the app has nothing there."""
        uses_redis = self.profile == "clustered" or self.hosts.cluster.settings.uses_redis
        return self.readings.redis_password() if uses_redis else None

    def app_files(self, member: Member) -> dict[str, str]:
        """What an app server shall run from: environment, properties and unit as texts.

        Only in a deploy: a rollback brings back what a server has kept.
        """
        cluster, artifact = self.hosts.cluster, cast(Artifact, self.artifact)
        return {
            "environment": render_environment(
                cluster,
                member,
                self.redis_password(),
                self.secrets,
                packaged_exclusions(artifact, cluster.settings),
            ),
            "properties": render_properties(cluster),
            "unit_text": render_unit(cluster, self.java(member), self.release, artifact.name),
        }

    def java(self, member: Member) -> str:
        """The path of the asked Java on a host; its name where there is no such host."""
        settings = self.hosts.cluster.settings
        if settings.java_command:
            return settings.java_command
        if member == ANY_SERVER:
            return settings.java_package
        return self.readings.survey(member).java or ANY_JAVA

    def app_fingerprint(self, member: Member) -> str:
        """The sum of what an app server shall run from."""
        if self.artifact is None:
            revisions = self.readings.survey(member).revisions
            kept = {revision.name: revision for revision in revisions}
            # It is brought to who has not kept it.
            return kept[self.revision].fingerprint if self.revision in kept else ""
        files = self.app_files(member)
        return app_fingerprint(
            files["environment"], files["properties"], files["unit_text"], self.release
        )

    def roll_plan(self) -> RollPlan:
        """The roll."""
        stage = self.hosts.stage
        if stage not in self._plans:
            cluster, survey = self.hosts.cluster, self.readings.survey
            affinity: Affinity = "cookie" if cluster.settings.sticky_by == "cookie" else "ip_hash"
            found = [survey(lb).balancing for lb in cluster.lb]
            batch, keep = batch_and_kept(cluster.settings, len(cluster.app))
            self._plans[stage] = plan_roll(
                self.profile, self._server_states(), affinity, found, batch, keep
            )
        return self._plans[stage]

    def _server_states(self) -> list[ServerState]:
        survey, cluster = self.readings.survey, self.hosts.cluster
        sent_to = frozenset[str]().union(*(survey(lb).sends_to for lb in cluster.lb))
        return [
            server_state(server, survey(server), self.app_fingerprint(server), sent_to)
            for server in cluster.app
        ]
