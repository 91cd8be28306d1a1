"""What an app's JAR says to Spring: the properties in its own files, and where they count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zipfile import ZipFile

import javaproperties
import yaml

from roles.configuration.class_version import CLASSES
from roles.configuration.spring_names import canonical, flattened

# Where Spring Boot looks for them in a JAR (Externalized Configuration); what is in config/ or of a
# profile outranks the rest, and of two like ones the .properties file the other.
FILE = re.compile(
    r"(?P<config>config/)?application(-(?P<profile>[^/]+))?\.(?P<kind>properties|ya?ml)"
)
ON_PROFILE = canonical("spring.config.activate.on-profile")
# Parts of one .properties file, each as a file of its own.
SEPARATOR = re.compile(r"^[#!]---\s*$", re.MULTILINE)
INDEX = re.compile(r"\[\d+\]$")


@dataclass(frozen=True)
class Document:
    """A file in the JAR, or a part of one; `profile` is what its name says, "" for every one."""

    file: str
    profile: str
    properties: tuple[tuple[str, Any], ...]

    def counts(self, profiles: frozenset[str]) -> bool:
        """Tell whether it counts with these profiles; one that asks for more than names does not.

        Nobody but Spring knows about the others.
        """
        asked = [value for name, value in self.properties if canonical(name) == ON_PROFILE]
        names = {
            part.strip()
            for value in asked
            for each in (value if isinstance(value, list) else [value])
            for part in str(each).split(",")
        }
        return self.profile in ("", *profiles) and (not asked or not names.isdisjoint(profiles))


@dataclass(frozen=True)
class Stated:
    """A property as a document in the JAR states it."""

    name: str
    value: Any
    document: Document


def read_documents(archive: ZipFile) -> tuple[Document, ...]:
    """Read the files in a JAR or a WAR that Spring takes properties from, the weakest first.

    What can't be read says nothing here: Spring will say it.
    """
    found = []
    for name in archive.namelist():
        folder = next((folder for folder in CLASSES if name.startswith(folder)), None)
        if folder and (match := FILE.fullmatch(name.removeprefix(folder))):
            rank = (bool(match["profile"]), bool(match["config"]), match["kind"] == "properties")
            found.append((rank, name, match["profile"] or "", match["kind"]))
    return tuple(
        Document(name, profile, properties)
        for _, name, profile, kind in sorted(found)
        for properties in _parts(archive.read(name), kind)
    )


def stated(documents: tuple[Document, ...], spring_profiles: str) -> list[Stated]:
    """Give what counts with the profiles of a setting such as "prod,metrics"; the last outranks."""
    profiles = frozenset(filter(None, spring_profiles.split(",")))
    return [
        Stated(name, value, document)
        for document in documents
        if document.counts(profiles)
        for name, value in document.properties
        if value is not None
    ]


def counting(properties: list[Stated], name: str) -> list[Stated]:
    """Give what states a property that is a list, an element each or as a whole.

    Of several documents it is the one that outranks the others: Spring does not merge them.
    """
    wanted = canonical(name)
    found = [each for each in properties if canonical(INDEX.sub("", each.name)) == wanted]
    return [each for each in found if each.document is found[-1].document]


def elements(statements: list[Stated]) -> list[str]:
    """Give the elements of a list from what states it."""
    values = (each.value for each in statements)
    parts = chain.from_iterable(
        value if isinstance(value, list) else str(value).split(",") for value in values
    )
    return [text for part in parts if (text := str(part).strip())]


def _parts(content: bytes, kind: str) -> Iterator[tuple[tuple[str, Any], ...]]:
    if kind == "properties":
        for part in SEPARATOR.split(content.decode("latin-1")):
            yield tuple(javaproperties.loads(part).items())
        return
    try:
        parts = list(yaml.safe_load_all(content))
    except (yaml.YAMLError, UnicodeDecodeError):
        return
    yield from (tuple(flattened(part)) for part in parts if isinstance(part, dict))
