"""The settings: one typed, frozen object, validated before any host is changed.

Defaults and their explanations stand in group_data/; this module knows what each may be.
"""

from os.path import expanduser
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from roles.configuration.actuator import Actuator, ReadinessPath, find_actuator
from roles.configuration.edge_settings import EdgeSettings
from roles.configuration.journey import Journey
from roles.configuration.key_space import SEPARATOR
from roles.configuration.session_timeout import SessionTimeout, seconds_of
from roles.configuration.setting_types import (
    AppName,
    CookieName,
    EnvironmentName,
    KeyPrefix,
    Line,
    Milliseconds,
    Percent,
    Seconds,
    Servers,
    ShellCommand,
    UnprivilegedPort,
)

Profile = Literal["clustered", "sticky", "local"]


class Settings(EdgeSettings):
    """What a deploy is asked to do; group_data/ explains every field."""

    session_profile: Profile
    allow_session_loss: bool
    app_name: AppName
    app_jar: str
    app_port: UnprivilegedPort
    app_java_opts: Line
    app_heap_percent: Percent
    java_package: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9+.-]+$")]
    java_command: Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._+-]+)*$")]
    spring_profiles: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_,-]*$")]
    spring_properties: dict[Any, Any]
    app_environment: dict[EnvironmentName, Line]
    app_secrets: list[EnvironmentName]
    session_namespace: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:_-]+$")]
    session_timeout: SessionTimeout
    redis_key_prefixes: list[KeyPrefix]
    upload_limit_mb: Annotated[int, Field(ge=1, le=1024)]
    journey: Journey
    session_cookie: CookieName
    readiness_path: ReadinessPath
    readiness_port: UnprivilegedPort | None
    drain_timeout: Seconds
    readiness_timeout: Seconds
    apt_lock_timeout: Seconds
    lock_wait: Annotated[int, Field(ge=0, le=3600)]
    redis_port: UnprivilegedPort
    redis_address: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:_-]*$")]
    redis_user: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]*$")]
    redis_password_from: Annotated[str, StringConstraints(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")]
    redis_tls: bool
    redis_memory_percent: Percent | None = None
    adopt_redis: bool = False
    redis_timeout_ms: Milliseconds
    redis_connect_timeout_ms: Milliseconds
    release: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]*$")]
    release_label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,40}$")]
    keep_releases: Annotated[int, Field(ge=2, le=100)]
    rollback_on_failure: Literal["fleet", "host"]
    allow_downtime: bool
    rolling_batch: Servers
    rolling_keep: Servers
    start_timeout: Seconds
    smoke_timeout: Seconds
    session_gate_timeout: Seconds
    before_roll: ShellCommand
    after_deploy: ShellCommand
    hook_timeout: Seconds
    without: Annotated[str, StringConstraints(pattern=r"^([^\s,]+(,[^\s,]+)*)?$")]

    @property
    def left_behind(self) -> list[str]:
        """The names of the hosts that a run leaves as they are."""
        return self.without.split(",") if self.without else []

    @property
    def jar(self) -> Path:
        """The artifact on the control machine."""
        return Path(expanduser(self.app_jar))

    @property
    def uses_redis(self) -> bool:
        """Whether the app has anything in Redis: its sessions, or caches and locks."""
        return self.session_profile == "clustered" or bool(self.redis_key_prefixes)

    @property
    def session_keys(self) -> str:
        """How the keys of the sessions begin."""
        return f"{self.session_namespace}{SEPARATOR}"

    @property
    def actuator(self) -> Actuator:
        """Where the app says how it is; raises RefusedError where its settings don't fit."""
        return find_actuator(
            self.app_port,
            self.readiness_port,
            self.readiness_path,
            self.spring_properties,
            self.app_environment,
        )

    @property
    def session_timeout_seconds(self) -> int:
        """How long an idle session lives, in seconds."""
        return seconds_of(self.session_timeout)
