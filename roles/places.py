"""Where things stand on the hosts: each path once."""

from dataclasses import dataclass

from roles.nginx_places import NginxPlaces


@dataclass(frozen=True)
class Places(NginxPlaces):
    """The paths of one app, by its name."""

    app_name: str

    @property
    def unit(self) -> str:
        """The systemd unit's name."""
        return f"{self.app_name}.service"

    @property
    def unit_file(self) -> str:
        """The systemd unit's file."""
        return f"/etc/systemd/system/{self.unit}"

    @property
    def configuration(self) -> str:
        """The folder of the app's configuration."""
        return f"/etc/{self.app_name}"

    @property
    def environment_file(self) -> str:
        """What systemd gives the app as its environment: holds the Redis password."""
        return f"{self.configuration}/{self.app_name}.env"

    @property
    def properties_file(self) -> str:
        """Further Spring properties."""
        return f"{self.configuration}/application.yml"

    @property
    def home(self) -> str:
        """The folder of the releases and of the link to the running one."""
        return f"/opt/{self.app_name}"

    @property
    def releases(self) -> str:
        """The folder with one folder a release."""
        return f"{self.home}/releases"

    @property
    def uploads(self) -> str:
        """How the folders begin through which an SSH user's uploads go."""
        return f"{self.home}/.upload"

    def release(self, release: str) -> str:
        """The folder of a release."""
        return f"{self.releases}/{release}"

    @property
    def current(self) -> str:
        """The link to the running release."""
        return f"{self.home}/current"

    @property
    def app_state(self) -> str:
        """What the app keeps: the folder that it runs in."""
        return f"/var/lib/{self.app_name}"

    @property
    def app_logs(self) -> str:
        """The app's own logs."""
        return f"/var/log/{self.app_name}"

    @property
    def app_cache(self) -> str:
        """What the app can make anew."""
        return f"/var/cache/{self.app_name}"

    @property
    def app_temporary(self) -> str:
        """What the app has as /tmp: in a folder of root's, so that it is never led elsewhere."""
        return f"/var/cache/session-cluster/{self.app_name}"

    @property
    def healthy(self) -> str:
        """A copy of the configuration that last passed every gate."""
        return f"{self.state}/healthy"

    @property
    def moved(self) -> str:
        """The mark of a server that a run has moved which has not ended."""
        return f"{self.state}/moved"

    @property
    def lock_file(self) -> str:
        """The deploy lock."""
        return f"{self.state}/lock"

    @property
    def audit_log(self) -> str:
        """Who deployed what, and what came of it."""
        return f"/var/log/session-cluster/{self.app_name}.log"

    @property
    def rotation_file(self) -> str:
        """What rotates the audit log."""
        return f"/etc/logrotate.d/session-cluster-{self.app_name}"

    @property
    def redis_password_file(self) -> str:
        """The app's Redis password, on the Redis host."""
        return f"/etc/redis/{self.app_name}.password"
