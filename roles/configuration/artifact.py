"""The artifact: what a JAR must be, and the release that it makes."""

import re
import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from itertools import takewhile
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from roles.configuration.class_version import java_of_classes
from roles.configuration.packaged_properties import Document, read_documents
from roles.errors import RefusedError

MANIFEST = "META-INF/MANIFEST.MF"
# What zipfile raises for a file that is no ZIP archive, or whose parts it can't unpack.
UNREADABLE = (BadZipFile, KeyError, EOFError, RuntimeError, ValueError, zlib.error)
# Characters of the checksum that name a release: enough that no two of a site's are alike.
RELEASE_LENGTH = 12
# What it is called in its release. Tomcat serves what is in a WAR beside its classes only where
# it is called one.
JAR, WAR = "app.jar", "app.war"


@dataclass(frozen=True)
class Artifact:
    """A JAR or a WAR that can be deployed.

    `java` is what its classes need, where that is known; `documents` its own Spring properties.
    """

    path: Path
    sha256: str
    size: int
    java: int | None = None
    name: str = JAR
    documents: tuple[Document, ...] = ()

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
        java, name, documents = _look_into(path)
        with path.open("rb") as stream:
            sha256 = file_digest(stream, "sha256").hexdigest()
        return Artifact(path, sha256, path.stat().st_size, java, name, documents)
    except OSError as error:
        raise RefusedError(
            f"app_jar is {str(path)!r}: that file can't be read ({error.strerror}). Make it "
            "readable, or name another."
        ) from None


def _look_into(path: Path) -> tuple[int | None, str, tuple[Document, ...]]:
    try:
        with ZipFile(path) as archive:
            main_class = _main_class(archive.read(MANIFEST))
            if main_class is None:
                raise RefusedError(
                    f"app_jar is {str(path)!r}: that JAR has no Main-Class. Deploy the executable "
                    "JAR or WAR, the one that spring-boot-maven-plugin's repackage goal makes."
                )
            is_war = any(name.startswith("WEB-INF/") for name in archive.namelist())
            java, documents = java_of_classes(archive, main_class), read_documents(archive)
            return java, WAR if is_war else JAR, documents
    except UNREADABLE:
        raise RefusedError(
            f"app_jar is {str(path)!r}: that file is not a JAR (no {MANIFEST} in a ZIP archive, or "
            "parts that can't be unpacked)."
        ) from None


def _main_class(manifest: bytes) -> str | None:
    # The main section ends at the first empty line; names of attributes have no case.
    main = takewhile(bool, manifest.splitlines())
    found = (re.match(rb"main-class: *([^ ]+)", line, re.IGNORECASE) for line in main)
    return next((match[1].decode(errors="replace") for match in found if match), None)
