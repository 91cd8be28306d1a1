"""What one run reads of its hosts: once in each stage, and all hosts at once."""

from gevent import Greenlet, spawn
from pyinfra.api.host import Host
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import StateStage

from roles.configuration.cluster import Cluster, Member
from roles.errors import RefusedError
from roles.places import Places
from roles.remote import run_script
from roles.run.inventory import cluster_of
from roles.survey.host_survey import HostSurvey
from roles.survey.reading import survey_host


class Readings:
    """The hosts of an inventory, as they say that they are."""

    def __init__(self, inventory: Inventory) -> None:
        """Take the inventory's cluster; raises RefusedError."""
        self.inventory = inventory
        self.cluster: Cluster = cluster_of(inventory)
        self.places = Places(self.cluster.settings.app_name)
        self._surveys: dict[StateStage, dict[str, Greenlet[..., HostSurvey | RefusedError]]] = {}
        self._passwords: dict[StateStage, Greenlet[..., str | None]] = {}

    @property
    def asked_release(self) -> str:
        """The release that the hosts are asked about beside the one that runs; "" for none."""
        return self.cluster.settings.release

    def host(self, member: Member) -> Host:
        """The member's pyinfra host."""
        return self.inventory.get_host(member.name)

    @property
    def stage(self) -> StateStage:
        """The stage that pyinfra is in; what was read of the hosts counts for one stage."""
        return self.host(self.cluster.app[0]).state.current_stage

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
            return survey_host(self.host(member), self.cluster, self.asked_release)
        except RefusedError as error:
            return error

    def redis_password(self) -> str | None:
        """The app's Redis password, read from the Redis host; None where it is not made yet."""
        if not self.cluster.redis:
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
