"""One run of the kit: what it read of the hosts, and whose turn has failed."""

from dataclasses import dataclass
from typing import cast

from pyinfra.api.host import Host
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import StateStage

from roles.artifact import Artifact, read_artifact
from roles.cluster import Cluster, Member, cluster_of
from roles.failures import stop_at_failures
from roles.places import Places
from roles.plan import RollPlan, ServerState, app_fingerprint, plan_roll
from roles.remote import run_script
from roles.render import render_environment, render_properties, render_unit
from roles.survey import HostSurvey, survey_host


@dataclass(frozen=True)
class TurnFailure:
    """A turn that failed: on which server, whether that serves again, and what was printed."""

    server: str
    serves: bool
    lines: tuple[str, ...]


class Run:
    """What all hosts of one run share. Nothing here outlives it: the hosts hold the state."""

    def __init__(self, inventory: Inventory) -> None:
        """Take the inventory's cluster and its artifact; raises RefusedError."""
        self.inventory = inventory
        self.cluster: Cluster = cluster_of(inventory)
        self.artifact: Artifact = read_artifact(self.cluster.settings.jar)
        self.places = Places(self.cluster.settings.app_name)
        self.failure: TurnFailure | None = None
        # What each load balancer loaded in this run.
        self.loaded: dict[str, str] = {}
        self._surveys: dict[tuple[StateStage, str], HostSurvey] = {}
        self._passwords: dict[StateStage, str | None] = {}
        self._plans: dict[StateStage, RollPlan] = {}

    def host(self, member: Member) -> Host:
        """The member's pyinfra host."""
        return self.inventory.get_host(member.name)

    def survey(self, member: Member) -> HostSurvey:
        """What the host says of itself, read once in each stage of a run."""
        host = self.host(member)
        key = (host.state.current_stage, member.name)
        if key not in self._surveys:
            self._surveys[key] = survey_host(host, self.cluster)
        return self._surveys[key]

    def redis_password(self) -> str | None:
        """The app's Redis password, read from the Redis host; None where it is not made yet."""
        if self.cluster.settings.session_profile != "clustered":
            return None
        host = self.host(self.cluster.redis_host)
        stage = host.state.current_stage
        if self._passwords.get(stage) is None:
            result = run_script(
                host, "redis_password", {"password_file": self.places.redis_password_file}
            )
            self._passwords[stage] = result.lines[0] if result.lines else None
        return self._passwords[stage]

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
            files["environment"], files["properties"], files["unit_text"], self.artifact.release
        )

    def roll_plan(self) -> RollPlan:
        """The roll, decided once in each stage of a run."""
        stage = self.host(self.cluster.app[0]).state.current_stage
        if stage not in self._plans:
            self._plans[stage] = plan_roll(
                self.cluster.settings.session_profile, self._server_states()
            )
        return self._plans[stage]

    def _server_states(self) -> list[ServerState]:
        down = {address for lb in self.cluster.lb for address in self.survey(lb).down}
        return [self._server_state(member, down) for member in self.cluster.app]

    def _server_state(self, member: Member, down: set[str]) -> ServerState:
        survey = self.survey(member)
        wanted = self.app_fingerprint(member)
        is_down = f"{member.url_address}:{self.cluster.settings.app_port}" in down
        settled = survey.active and survey.fresh and survey.fingerprint == survey.healthy
        intact = survey.release in survey.installed
        return ServerState(
            name=member.name,
            pending=not (settled and intact and survey.healthy == wanted),
            serving=survey.active and not is_down,
            down=is_down,
            sessions=survey.sessions,
        )


def run_of(inventory: Inventory) -> Run:
    """Give the run of a pyinfra inventory: one for all its hosts."""
    run = getattr(inventory, "session_cluster_run", None)
    if run is None:
        stop_at_failures(inventory.state)
        run = inventory.session_cluster_run = Run(inventory)  # type: ignore[attr-defined]
    return cast(Run, run)
