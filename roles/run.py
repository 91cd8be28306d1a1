"""One run of the kit: what it read of the hosts, and why its roll has stopped."""

from functools import cache, cached_property
from typing import Literal

from gevent import Greenlet, spawn
from pyinfra.api.host import Host
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import StateStage

from roles.artifact import Artifact, read_artifact
from roles.cluster import Cluster, Member, cluster_of
from roles.errors import RefusedError
from roles.failures import stop_at_failures
from roles.lease import Lease
from roles.places import Places
from roles.plan import RollPlan, ServerState, app_fingerprint, plan_roll, revision_name
from roles.remote import ScriptResult, run_script
from roles.render import render_environment, render_properties, render_unit
from roles.revisions import revision_to_go_back_to
from roles.roll_failure import RollFailure
from roles.server_state import server_state
from roles.settings import Profile
from roles.survey import HostSurvey, Revision
from roles.surveying import survey_host

Work = Literal["deploy", "rollback", "status"]


# Stands for what differs from server to server where a revision is named.
ANY_SERVER = Member("any", "0.0.0.0")
# Where the asked package is not there yet, or keeps its Java elsewhere.
ANY_JAVA = "/usr/bin/java"


class Run:
    """What all hosts of one run share. Nothing here outlives it: the hosts hold the state."""

    def __init__(self, inventory: Inventory, work: Work) -> None:
        """Take the inventory's cluster, and the artifact of a deploy; raises RefusedError."""
        self.inventory = inventory
        self.work = work
        self.cluster: Cluster = cluster_of(inventory)
        self.places = Places(self.cluster.settings.app_name)
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
        self._surveys: dict[StateStage, dict[str, Greenlet[..., HostSurvey | RefusedError]]] = {}
        self._passwords: dict[StateStage, Greenlet[..., str | None]] = {}
        self._plans: dict[StateStage, RollPlan] = {}

    def host(self, member: Member) -> Host:
        """The member's pyinfra host."""
        return self.inventory.get_host(member.name)

    @property
    def stage(self) -> StateStage:
        """The stage that pyinfra is in; what was read of the hosts counts for one stage."""
        return self.host(self.cluster.app[0]).state.current_stage

    @cached_property
    def _back_to(self) -> Revision:
        surveys = {server.name: self.survey(server) for server in self.cluster.app}
        return revision_to_go_back_to(surveys, self.cluster.settings.release)

    @property
    def release(self) -> str:
        """The release that every server shall run; raises RefusedError where there is none."""
        if self.artifact is not None:
            return self.artifact.release(self.cluster.settings.release_label)
        return self._back_to.release

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

    def survey(self, member: Member) -> HostSurvey:
        """What the host says of itself; raises RefusedError when it can't be read."""
        found = self.survey_or_error(member)
        if isinstance(found, RefusedError):
            raise found
        return found

    def survey_or_error(self, member: Member) -> HostSurvey | RefusedError:
        """What the host says of itself, or why it can't be read.

        All are read at once, and once in each stage of a run.
        """
        surveys = self._surveys.setdefault(self.stage, {})
        for each in self.cluster.members:
            if each.name not in surveys:
                surveys[each.name] = spawn(self._try_to_survey, each)
        return surveys[member.name].get()

    def forget_survey(self, member: Member) -> None:
        """Have a host read anew when it is next asked for: it has become another since."""
        self._surveys[self.stage].pop(member.name, None)

    def _try_to_survey(self, member: Member) -> HostSurvey | RefusedError:
        try:
            settings = self.cluster.settings
            asked = (
                self.artifact.release(settings.release_label) if self.artifact else settings.release
            )
            return survey_host(self.host(member), self.cluster, asked)
        except RefusedError as error:
            return error

    def redis_password(self) -> str | None:
        """The app's Redis password, read from the Redis host; None where it is not made yet."""
        if self.profile != "clustered" or not self.cluster.redis:
            return None
        reading = self._passwords.get(self.stage)
        # All hosts ask at once; where it is not made yet, the stage may still make it.
        if reading is None or (reading.ready() and reading.value is None):
            reading = self._passwords[self.stage] = spawn(self._read_redis_password)
        return reading.get()

    def _read_redis_password(self) -> str | None:
        result = run_script(
            self.host(self.cluster.redis_host),
            "redis_password",
            {"password_file": self.places.redis_password_file},
        )
        # What a lost connection prints is no password.
        return result.lines[0] if result.succeeded and result.lines else None

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
            return kept[self.revision].fingerprint
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
