"""For which Java a JAR is built: its classes say it, whatever its manifest does."""

from zipfile import ZipFile

# The folders of the app's own classes in a JAR and in a WAR of Spring Boot's.
CLASSES = ("BOOT-INF/classes/", "WEB-INF/classes/")
# Java loads what is in there only where it is new enough for it.
MULTI_RELEASE = "META-INF/versions/"
MAGIC = b"\xca\xfe\xba\xbe"
# The classes of Java 1 are of version 45.
FIRST_VERSION = 44


def java_of_classes(archive: ZipFile, main_class: str) -> int | None:
    """Give the Java that the app's own classes need, and the one that starts it.

    None where there is no class to tell by. The libraries are not looked into.
    """
    main = main_class.replace(".", "/") + ".class"
    found = [
        version
        for name in archive.namelist()
        if name.endswith(".class") and (name == main or name.startswith(CLASSES))
        if MULTI_RELEASE not in name
        if (version := _version(archive, name)) is not None
    ]
    return max(found) - FIRST_VERSION if found else None


def _version(archive: ZipFile, name: str) -> int | None:
    with archive.open(name) as entry:
        head = entry.read(8)
    return int.from_bytes(head[6:8], "big") if len(head) == 8 and head.startswith(MAGIC) else None
