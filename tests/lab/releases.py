"""Releases for the tests: the sample app with one thing changed inside its JAR."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from lab.topology import PROJECT
from tests.lab.rig import JAR_BOOT4

Change = Callable[[bytes], bytes]
Maker = Callable[[Path], str]
MANIFEST = "META-INF/MANIFEST.MF"
PRODUCTION = "BOOT-INF/classes/application-prod.yml"
PAGE = "BOOT-INF/classes/templates/upload.html"
MAIN_CLASS = "BOOT-INF/classes/kit/sample/ImageStudio.class"
INDEXES = ("BOOT-INF/classpath.idx", "BOOT-INF/layers.idx")


def release(file: Path, entry: str = PRODUCTION, change: Change = lambda text: text) -> str:
    """Write the sample app with one entry changed to a file; give the setting that deploys it.

    Without a change it is another release all the same: the file's name goes into it. One name is
    one release, which a lab that has it unpacks no second time.
    """
    with ZipFile(PROJECT / JAR_BOOT4) as old, ZipFile(file, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item, change(content) if item.filename == entry else content)
        # By its own date it would be another release each time.
        new.writestr(ZipInfo("BOOT-INF/classes/release.txt"), file.name)
    return f"app_jar={file}"


def as_war(file: Path, page: str, properties: str) -> str:
    """The sample app packed as a WAR: with a page beside its classes, and further properties."""
    with ZipFile(PROJECT / JAR_BOOT4) as old, ZipFile(file, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename in (MANIFEST, *INDEXES):
                content = content.replace(b"BOOT-INF", b"WEB-INF")
                content = content.replace(b"JarLauncher", b"WarLauncher")
            elif item.filename == PRODUCTION:
                content += properties.encode()
            item.filename = item.filename.replace("BOOT-INF", "WEB-INF")
            new.writestr(item, content)
        new.writestr(ZipInfo("page.txt"), page)
    return f"app_jar={file}"


def for_java(file: Path, java: int) -> str:
    """A release whose main class is compiled for another Java."""
    version = (44 + java).to_bytes(2, "big")
    return release(file, MAIN_CLASS, lambda code: code[:6] + version + code[8:])


def that_does_not_start(file: Path) -> str:
    """A release whose main class is not there."""
    return release(file, MANIFEST, lambda text: text.replace(b"kit.sample.ImageStudio", b"No.Such"))


def that_never_gets_ready(file: Path) -> str:
    """A release that starts, and whose readiness is nowhere to be found, however long one waits."""
    away = b"\nmanagement.endpoints.web.base-path: /elsewhere\n"
    return release(file, change=lambda text: text + away)


def that_answers_500(file: Path) -> str:
    """A release that gets ready, and whose page breaks."""
    return release(file, PAGE, lambda text: text + b'<p th:text="${nothing.at.all}"></p>')


def that_cannot_read_sessions(file: Path) -> str:
    """A release that works by itself, and does not find the sessions of the one before."""
    other = b"\nserver.servlet.session.cookie.name: OTHER\n"
    return release(file, change=lambda text: text + other)
