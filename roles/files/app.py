"""An app server's environment, properties and unit, as text."""

from collections.abc import Mapping, Sequence

import yaml

from roles.configuration.cluster import Cluster, Member
from roles.configuration.shutdown import shutdown_seconds
from roles.files.environment import app_environment
from roles.files.sandbox import SANDBOX
from roles.files.templates import render
from roles.places import Places


def render_environment(
    cluster: Cluster,
    member: Member,
    redis_password: str | None,
    secrets: Mapping[str, str],
    packaged_exclusions: Sequence[str] = (),
) -> str:
    """The environment file of an app server; it holds the app's secrets, and Redis' password."""
    environment = app_environment(cluster, member, redis_password, packaged_exclusions)
    return render(
        "app/etc/app.env.j2",
        session_profile=cluster.settings.session_profile,
        **cluster.settings.actuator.places,
        environment={**environment, **secrets},
    )


def render_properties(cluster: Cluster) -> str:
    """The further Spring properties as YAML."""
    properties = yaml.safe_dump(cluster.settings.spring_properties, sort_keys=True)
    return f"# Made by the deploy.\n{properties}"


def render_unit(cluster: Cluster, java: str, release: str, jar: str) -> str:
    """The app's systemd unit, for the Java at that path and that JAR of a release."""
    settings = cluster.settings
    places = Places(settings.app_name)
    return render(
        "app/systemd/system/app.service.j2",
        app_name=settings.app_name,
        java=java,
        release_folder=places.release(release),
        jar=jar,
        state=places.app_state,
        logs=places.app_logs,
        cache=places.app_cache,
        temporary=places.app_temporary,
        environment_file=places.environment_file,
        app_heap_percent=settings.app_heap_percent,
        shutdown_seconds=shutdown_seconds(settings.spring_properties, settings.app_environment),
        sandbox=SANDBOX,
    )
