"""What one run reads of its hosts: once in each stage, and all hosts at once."""

import os

from gevent import Greenlet, spawn
from pyinfra.api.state import StateStage

from roles.configuration.cluster import Member
from roles.configuration.others_redis import given_password
from roles.errors import RefusedError
from roles.files.lb import lb_paths
from roles.remote import run_script
from roles.run.hosts import Hosts
from roles.survey.host_survey import HostSurvey
from roles.survey.reading import survey_host


class Readings:
    """The hosts of a run, as they say that they are."""

    def __init__(self, hosts: Hosts, asked_release: str) -> None:
        """Take the release that they are asked about beside the one that runs; "" for none."""
        self.hosts, self.asked_release = hosts, asked_release
        self._surveys: dict[StateStage, dict[str, Greenlet[..., HostSurvey | RefusedError]]] = {}
        self._passwords: dict[StateStage, Greenlet[..., str | None]] = {}

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
        surveys = self._surveys.setdefault(self.hosts.stage, {})
        for each in self.hosts.cluster.members:
            if each.name not in surveys:
                surveys[each.name] = spawn(self._try_to_survey, each)
        return surveys[member.name].get()

    def forget_survey(self, member: Member) -> None:
        """Have a host read anew when it is next asked for: it has become another since."""
        self._surveys[self.hosts.stage].pop(member.name, None)

    def _try_to_survey(self, member: Member) -> HostSurvey | RefusedError:
        try:
            cluster = self.hosts.cluster
            host = self.hosts.host(member)
            return survey_host(host, cluster, self.asked_release, lb_paths(cluster))
        except RefusedError as error:
            return error

    def redis_password(self) -> str | None:
        """The app's Redis password, read from the Redis host; None where it is not made yet.

        For a Redis that somebody else runs it comes from this machine's environment, and "" is
        that it asks for none; raises RefusedError where it is not there.
        """
        settings = self.hosts.cluster.settings
        if settings.redis_address:
            return given_password(settings.redis_password_from, os.environ)
        if not self.hosts.cluster.redis:
            return None
        stage = self.hosts.stage
        reading = self._passwords.get(stage)
        # All hosts ask at once; where it is not made yet, the stage may still make it.
        if reading is None or (reading.ready() and reading.value is None):
            reading = self._passwords[stage] = spawn(self._read_redis_password)
        return reading.get()

    def _read_redis_password(self) -> str | None:
        result = run_script(
            self.hosts.host(self.hosts.cluster.redis_host),
            "redis_password",
            {"password_file": self.hosts.places.redis_password_file},
        )
        # What a lost connection prints is no password.
        return result.lines[0] if result.succeeded and result.lines else None
