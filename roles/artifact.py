"""The artifact: what a JAR must be, and the release that it makes."""

from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from roles.errors import RefusedError

MANIFEST = "META-INF/MANIFEST.MF"
# Characters of the checksum that name a release: enough that no two of a site's are alike.
RELEASE_LENGTH = 12


@dataclass(frozen=True)
class Artifact:
    """A JAR that can be deployed."""

    path: Path
    sha256: str
    size: int

    @property
    def release(self) -> str:
        """The identifier of the release that this JAR makes."""
        return self.sha256[:RELEASE_LENGTH]


@cache
def read_artifact(path: Path) -> Artifact:
    """Check a JAR and give it with its checksum and its size in bytes; it is read once a run.

    Raises RefusedError when it is missing, no JAR, or cannot be started with `java -jar`.
    """
    if not path.is_file():
        raise RefusedError(
            f"app_jar is {str(path)!r}: there is no such file. Build it, or name another; "
            "`make sample-app` builds the sample."
        )
    try:
        with ZipFile(path) as archive:
            manifest = archive.read(MANIFEST).decode("utf-8", "replace")
    except (BadZipFile, KeyError):
        raise RefusedError(
            f"app_jar is {str(path)!r}: that file is not a JAR (no {MANIFEST} in a ZIP archive)."
        ) from None
    if "Main-Class:" not in manifest:
        raise RefusedError(
            f"app_jar is {str(path)!r}: that JAR has no Main-Class. Deploy the executable JAR, "
            "the one that spring-boot-maven-plugin's repackage goal makes."
        )
    with path.open("rb") as stream:
        sha256 = file_digest(stream, "sha256").hexdigest()
    return Artifact(path, sha256, path.stat().st_size)
