"""Whether the Java of an app server runs the JAR, as far as that can be told beforehand."""

import re

from roles.configuration.artifact import Artifact
from roles.configuration.cluster import Cluster, Member
from roles.survey.host_survey import HostSurvey

# What default-jre and default-jdk bring. A system that is not here is asked once it has them.
DEFAULT_JAVA = {
    ("debian", "12"): 17,
    ("debian", "13"): 21,
    ("ubuntu", "22.04"): 11,
    ("ubuntu", "24.04"): 21,
}
NUMBERED = re.compile(r"[a-z]+-([0-9]+)-(?:jre|jdk)\b")


def unfit_java(
    cluster: Cluster, member: Member, survey: HostSurvey, artifact: Artifact
) -> str | None:
    """Say why an app server can't run the JAR with its Java; None when it can, or nobody knows.

    Where the asked Java is not installed yet, its version is what the package is known to bring.
    """
    settings = cluster.settings
    if member not in cluster.app:
        return None
    if settings.java_command and survey.java is None:
        return (
            f"java_command is {settings.java_command!r}: there is no such program that the app "
            "may run (it sees no home folders and no /tmp of others). Put it there, or name "
            "another."
        )
    found = survey.java_version if survey.java else brought_by(settings.java_package, survey)
    if artifact.java is None or found is None or found >= artifact.java:
        return None
    asked = f"java_command={settings.java_command}"
    if not settings.java_command:
        asked = f"java_package={settings.java_package}"
    return (
        f"app_jar is built for Java {artifact.java}, and {asked} gives it Java {found}: build it "
        f"for {found}, or put a newer Java on the app servers and give its path as java_command."
    )


def brought_by(package: str, survey: HostSurvey) -> int | None:
    """The Java that a package would bring to a host; None where that is not known."""
    if package.startswith(("default-jre", "default-jdk")):
        return DEFAULT_JAVA.get((survey.system, survey.system_version))
    numbered = NUMBERED.match(package)
    return int(numbered[1]) if numbered else None
