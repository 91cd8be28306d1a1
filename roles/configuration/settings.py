"""The settings: one typed, frozen object, validated before any host is changed.

Defaults and their explanations stand in group_data/; this module knows what each may be.
"""

from collections.abc import Iterable
from ipaddress import ip_network
from os.path import expanduser
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from roles.configuration.pyinfra_data import CONNECTION_KEYS, STEERING_KEYS, steering_sentence
from roles.configuration.reserved_names import is_reserved
from roles.configuration.session_timeout import SessionTimeout, seconds_of
from roles.configuration.setting_errors import setting_sentence, unknown_setting_sentence
from roles.configuration.spring_properties import properties_misfit
from roles.errors import RefusedError


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError:
        raise ValueError('networks such as ["203.0.113.0/24", "2001:db8::/32"]') from None


Profile = Literal["clustered", "sticky", "local"]
Port = Annotated[int, Field(ge=1, le=65535)]
UnprivilegedPort = Annotated[int, Field(ge=1024, le=65535)]
Percent = Annotated[int, Field(ge=10, le=90)]
Seconds = Annotated[int, Field(ge=1, le=3600)]
Milliseconds = Annotated[int, Field(ge=100, le=60_000)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\"]*$")]
UrlPath = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9/_.~-]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$")]
ShellCommand = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Network = Annotated[str, AfterValidator(_network)]

# What belongs to one host, not to the cluster.
HOST_KEYS = ("address", "visitor_addresses")


def _free_name(name: str) -> str:
    if is_reserved(name):
        raise ValueError("a name of its own, which nothing else on a host has")
    return name


AppName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$"), AfterValidator(_free_name)
]


class Settings(BaseModel):
    """What a deploy is asked to do; group_data/ explains every field."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    session_profile: Profile
    allow_session_loss: bool
    app_name: AppName
    app_jar: str
    app_port: UnprivilegedPort
    app_java_opts: Line
    app_heap_percent: Percent
    java_package: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9+.-]+$")]
    spring_profiles: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_,-]*$")]
    spring_properties: dict[Any, Any]
    session_namespace: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:_-]+$")]
    session_timeout: SessionTimeout
    upload_limit_mb: Annotated[int, Field(ge=1, le=1024)]
    smoke_path: UrlPath
    smoke_field: Name
    smoke_attribute: Name
    readiness_path: UrlPath
    drain_timeout: Seconds
    readiness_timeout: Seconds
    http_port: Port
    apt_lock_timeout: Seconds
    lock_wait: Annotated[int, Field(ge=0, le=3600)]
    redis_port: UnprivilegedPort
    redis_memory_percent: Percent | None = None
    redis_timeout_ms: Milliseconds
    redis_connect_timeout_ms: Milliseconds
    release: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]*$")]
    release_label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,40}$")]
    keep_releases: Annotated[int, Field(ge=2, le=100)]
    rollback_on_failure: Literal["fleet", "host"]
    allow_downtime: bool
    start_timeout: Seconds
    smoke_timeout: Seconds
    session_gate_timeout: Seconds
    maintenance: bool
    maintenance_bypass: list[Network]
    before_roll: ShellCommand
    after_deploy: ShellCommand
    hook_timeout: Seconds

    @property
    def jar(self) -> Path:
        """The artifact on the control machine."""
        return Path(expanduser(self.app_jar))

    @property
    def session_timeout_seconds(self) -> int:
        """How long an idle session lives, in seconds."""
        return seconds_of(self.session_timeout)


def is_cluster_setting(key: str) -> bool:
    """Tell whether a key of a host's data is meant for Settings."""
    return key not in CONNECTION_KEYS and key not in HOST_KEYS


def refuse_other_keys(data: Iterable[str]) -> None:
    """Refuse a key of an inventory's data that is no setting, or none that a deploy can bear."""
    for key in data:
        if key in STEERING_KEYS:
            raise RefusedError(steering_sentence(key))
        if key not in Settings.model_fields:
            known = [*Settings.model_fields, *HOST_KEYS, *CONNECTION_KEYS]
            raise RefusedError(unknown_setting_sentence(key, known))


def build_settings(data: dict[str, Any]) -> Settings:
    """Validate merged inventory data.

    Raises RefusedError with one sentence that names the key, the value and what is accepted.
    """
    refuse_other_keys(data)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise RefusedError(setting_sentence(error.errors()[0])) from None
    if misfit := properties_misfit(settings.spring_properties):
        raise RefusedError(misfit)
    if settings.session_profile == "local" and not settings.allow_session_loss:
        raise RefusedError(
            'session_profile is "local", which loses sessions: set allow_session_loss=true if '
            'that is what you want to show, or use "clustered" or "sticky".'
        )
    return settings
