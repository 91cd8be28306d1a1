"""One run of the kit: what it read of the hosts, and whose turn has failed."""

from dataclasses import dataclass
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
from roles.plan import RollPlan, ServerState, app_fingerprint, plan_roll
from roles.releases import release_to_go_back_to
from roles.remote import run_script
from roles.render import render_environment, render_properties, render_unit
from roles.server_state import server_state
from roles.survey import HostSurvey
from roles.surveying import survey_host

Work = Literal["deploy", "rollback", "status"]


@dataclass(frozen=True)
class TurnFailure:
    """A turn that failed: on which server, whether that serves again, and what was printed."""

    server: str
    serves: bool
    lines: tuple[str, ...]

    @property
    def gate(self) -> str:
        """Which gate it failed and how."""
        prefix = "gate failed: "
        gates = [line.removeprefix(prefix) for line in self.lines if line.startswith(prefix)]
        return gates[0] if gates else " / ".join(self.lines[-1:])


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
        self.failure: TurnFailure | None = None
        # What each load balancer loaded in this run.
        self.loaded: dict[str, str] = {}
        # The lock that a host had before the run and whose holder is gone.
        self.gone: dict[str, str] = {}
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
    def release(self) -> str:
        """The release that every server shall run; raises RefusedError where there is none."""
        if self.artifact is not None:
            return self.artifact.release(self.cluster.settings.release_label)
        surveys = [self.survey(server) for server in self.cluster.app]
        return release_to_go_back_to(surveys, self.cluster.settings.release)

    def survey(self, member: Member) -> HostSurvey:
        """What the host says of itself; all are read at once, and once in each stage of a run.

        Raises RefusedError when the host can't be read.
        """
        surveys = self._surveys.setdefault(self.stage, {})
        for each in self.cluster.members:
            if each.name not in surveys:
                surveys[each.name] = spawn(self._try_to_survey, each)
        found = surveys[member.name].get()
        if isinstance(found, RefusedError):
            raise found
        return found

    def forget_survey(self, member: Member) -> None:
        """Have a host read anew when it is next asked for: it has become another since."""
        self._surveys[self.stage].pop(member.name, None)

    def _try_to_survey(self, member: Member) -> HostSurvey | RefusedError:
        try:
            return survey_host(self.host(member), self.cluster)
        except RefusedError as error:
            return error

    def redis_password(self) -> str | None:
        """The app's Redis password, read from the Redis host; None where it is not made yet."""
        if self.cluster.settings.session_profile != "clustered":
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
            "unit_text": render_unit(self.cluster),
        }

    def app_fingerprint(self, member: Member) -> str:
        """The sum of what an app server shall run from."""
        files = self.app_files(member)
        return app_fingerprint(
            files["environment"], files["properties"], files["unit_text"], self.release
        )

    def roll_plan(self) -> RollPlan:
        """The roll, decided once in each stage of a run."""
        if self.stage not in self._plans:
            self._plans[self.stage] = plan_roll(
                self.cluster.settings.session_profile, self._server_states()
            )
        return self._plans[self.stage]

    def _server_states(self) -> list[ServerState]:
        marked = {server for lb in self.cluster.lb for server in self.survey(lb).down}
        down = {server.rpartition(":")[0] for server in marked}
        return [
            server_state(
                server,
                self.survey(server),
                self.app_fingerprint(server),
                is_down=server.url_address in down,
            )
            for server in self.cluster.app
        ]


@cache
def run_of(inventory: Inventory, work: Work) -> Run:
    """Give the run of a pyinfra inventory: one for all its hosts."""
    stop_at_failures(inventory.state)
    return Run(inventory, work)
