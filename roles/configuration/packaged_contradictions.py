"""What is built into a JAR and would defeat the kit: found before any host is touched."""

from roles.configuration.artifact import Artifact
from roles.configuration.auto_configurations import REDIS_AUTO_CONFIGURATIONS
from roles.configuration.owned_properties import ELSEWHERE
from roles.configuration.packaged_properties import stated, stated_list
from roles.configuration.settings import Settings
from roles.configuration.spring_names import canonical
from roles.errors import RefusedError

EXCLUDE = "spring.autoconfigure.exclude"


def refuse_packaged_contradictions(artifact: Artifact, settings: Settings) -> None:
    """Refuse a JAR whose own files keep its sessions elsewhere than the kit does.

    The environment outranks those files, but for what Spring Boot prefers to a host and a port.
    Raises RefusedError with one sentence.
    """
    if not settings.uses_redis:
        return
    found = stated(artifact.documents, settings.spring_profiles)
    for each in found:
        if canonical(each.name).startswith(tuple(map(canonical, ELSEWHERE))):
            raise RefusedError(
                f"app_jar has {each.name} in {each.file}, which Spring Boot prefers to the host "
                f"and the port of Redis that the kit gives it. {_cure(settings)}"
            )
    excluded = set(packaged_exclusions(artifact, settings)).intersection(REDIS_AUTO_CONFIGURATIONS)
    if excluded and settings.session_profile == "clustered":
        file = next(each.file for each in reversed(found) if EXCLUDE in each.name)
        raise RefusedError(
            f"app_jar has Spring leave out {min(excluded)} ({EXCLUDE} in {file}): its sessions "
            f"would not be in Redis. {_cure(settings)}"
        )


def packaged_exclusions(artifact: Artifact, settings: Settings) -> list[str]:
    """Give what a JAR's own files have Spring leave out of auto-configuration."""
    return stated_list(stated(artifact.documents, settings.spring_profiles), EXCLUDE)


def _cure(settings: Settings) -> str:
    profiles = settings.spring_profiles or "none"
    return (
        "Take it out of there, or into a file or a part of a profile that is not among "
        f"spring_profiles ({profiles}), such as application-dev.yml."
    )
