"""The artifact: what a JAR must be, and the release that it makes."""

import re
import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from itertools import takewhile
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from roles.errors import RefusedError

MANIFEST = "META-INF/MANIFEST.MF"
# What zipfile raises for a file that is no ZIP archive, or whose manifest it can't unpack.
UNREADABLE = (BadZipFile, KeyError, EOFError, RuntimeError, ValueError, zlib.error)
# Characters of the checksum that name a release: enough that no two of a site's are alike.
RELEASE_LENGTH = 12


@dataclass(frozen=True)
class Artifact:
    """A JAR that can be deployed."""

    path: Path
    sha256: str
    size: int

    def release(self, label: str) -> str:
        """The identifier of the release that this JAR makes; another label is another release."""
        checksum = self.sha256[:RELEASE_LENGTH]
        return f"{checksum}-{label}" if label else checksum


@cache
def read_artifact(path: Path) -> Artifact:
    """Check a JAR and give it with its checksum and its size in bytes; it is read once a run.

    Raises RefusedError when it is missing, no JAR, or cannot be started with `java -jar`.
    """
    try:
        if not path.is_file():
            raise RefusedError(
                f"app_jar is {str(path)!r}: there is no such file. Build it, or name another; "
                "`make sample-app` builds the sample."
            )
        if not _is_executable(_manifest(path)):
            raise RefusedError(
                f"app_jar is {str(path)!r}: that JAR has no Main-Class. Deploy the executable "
                "JAR, the one that spring-boot-maven-plugin's repackage goal makes."
            )
        with path.open("rb") as stream:
            sha256 = file_digest(stream, "sha256").hexdigest()
        return Artifact(path, sha256, path.stat().st_size)
    except OSError as error:
        raise RefusedError(
            f"app_jar is {str(path)!r}: that file can't be read ({error.strerror}). Make it "
            "readable, or name another."
        ) from None


def _manifest(path: Path) -> bytes:
    try:
        with ZipFile(path) as archive:
            return archive.read(MANIFEST)
    except UNREADABLE:
        raise RefusedError(
            f"app_jar is {str(path)!r}: that file is not a JAR (no {MANIFEST} in a ZIP archive)."
        ) from None


def _is_executable(manifest: bytes) -> bool:
    # The main section ends at the first empty line; names of attributes have no case.
    main = takewhile(bool, manifest.splitlines())
    return any(re.match(rb"main-class: *[^ ]", line, re.IGNORECASE) for line in main)
