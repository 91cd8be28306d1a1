"""What is built into a JAR and would defeat the kit: found before any host is touched."""

from roles.configuration.artifact import Artifact
from roles.configuration.auto_configurations import REDIS_AUTO_CONFIGURATIONS
from roles.configuration.owned_properties import ELSEWHERE
from roles.configuration.packaged_properties import Stated, counting, elements, stated
from roles.configuration.session_cookie import COOKIE, asked_of_cookie, own_rights
from roles.configuration.settings import Settings
from roles.configuration.spring_names import canonical
from roles.errors import RefusedError

EXCLUDE = "spring.autoconfigure.exclude"


def refuse_packaged_contradictions(artifact: Artifact, settings: Settings) -> None:
    """Refuse a JAR whose own files say something else of its sessions than the kit does.

    The environment outranks those files, but for what Spring Boot prefers to a host and a port.
    Raises RefusedError with one sentence.
    """
    found = _stated(artifact, settings)
    _refuse_another_cookie(found, settings)
    if settings.uses_redis:
        _refuse_another_store(found, settings)


def _refuse_another_cookie(found: list[Stated], settings: Settings) -> None:
    for right, own in own_rights(settings).items():
        name = f"{COOKIE}.{right}"
        said = counting(found, name)
        if said and str(said[-1].value).lower() != own and not asked_of_cookie(settings, right):
            raise RefusedError(
                f"app_jar has {said[-1].name}={said[-1].value} in {said[-1].document.file}, which "
                f"the kit's {own} would outrank: say in spring_properties which of them is meant, "
                f'such as {{"{name}": "{own}"}}.'
            )


def _refuse_another_store(found: list[Stated], settings: Settings) -> None:
    for each in found:
        if canonical(each.name).startswith(tuple(map(canonical, ELSEWHERE))):
            raise RefusedError(
                f"app_jar has {each.name} in {each.document.file}, which Spring Boot prefers to "
                f"the host and the port of Redis that the kit gives it. {_cure(settings)}"
            )
    exclusions = counting(found, EXCLUDE)
    excluded = set(elements(exclusions)).intersection(REDIS_AUTO_CONFIGURATIONS)
    if excluded and settings.session_profile == "clustered":
        raise RefusedError(
            f"app_jar has Spring leave out {min(excluded)} ({EXCLUDE} in "
            f"{exclusions[0].document.file}): its sessions would not be in Redis. {_cure(settings)}"
        )


def packaged_exclusions(artifact: Artifact, settings: Settings) -> list[str]:
    """Give what a JAR's own files have Spring leave out of auto-configuration."""
    return elements(counting(_stated(artifact, settings), EXCLUDE))


def _stated(artifact: Artifact, settings: Settings) -> list[Stated]:
    return stated(artifact.documents, settings.spring_profiles)


def _cure(settings: Settings) -> str:
    profiles = settings.spring_profiles or "none"
    return (
        "Take it out of there, or into a file or a part of a profile that is not among "
        f"spring_profiles ({profiles}), such as application-dev.yml."
    )
