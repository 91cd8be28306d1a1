"""Which Java survey.sh finds."""

from pathlib import Path

import pytest

from tests.unit.doubles.folder_host import FolderHost

# Does what it is asked to do as another user as this one.
SETPRIV = """#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
"""


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        # A package's own Java, one that a package leads to, and what leads elsewhere.
        ("/.\n/usr\n/usr/bin\n{java}\n{java}/bin/java", True),
        ("/usr/lib/jvm\n{java}", True),
        ("/usr\n/usr/bin\n/usr/share/doc", False),
        ("", False),
    ],
)
def test_the_java_of_a_package_is_its_own(host: FolderHost, lists: str, found: bool) -> None:
    java = next(path for path in Path("/usr/lib/jvm").iterdir() if (path / "bin/java").exists())
    said = lists.format(java=java)
    host.write("bin/dpkg", f"#!/bin/sh\necho '{said}'\n").chmod(0o755)
    wanted = str((java / "bin/java").resolve())
    surveyed = host.survey()
    assert surveyed.java == (wanted if found else None)
    assert (surveyed.java_version is not None and surveyed.java_version >= 17) is found


@pytest.mark.parametrize(
    ("says", "version"),
    [("17.0.15", 17), ("21", 21), ("25-ea", 25), ("1.8.0_392", 8), ("none", None)],
)
def test_the_version_of_a_java_is_what_its_jdk_says_or_what_it_answers(
    host: FolderHost, says: str, version: int | None
) -> None:
    host.write("bin/setpriv", SETPRIV).chmod(0o755)
    java = host.write("jdk/bin/java", "#!/bin/sh\nexit 1\n")
    java.chmod(0o755)
    (host.folder / "java").symlink_to(java)
    release = host.write("jdk/release", f'JAVA_VERSION="{says}"\nJAVA_VERSION_DATE="2025"\n')
    found = host.survey(java_command=str(host.folder / "java"))
    # By the path that was asked: where it leads to may change.
    assert (found.java, found.java_version) == (str(host.folder / "java"), version)
    release.unlink()
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{says}\" 2025' >&2\n")
    assert host.survey(java_command=str(java)).java_version == version


@pytest.mark.parametrize("left", ["nothing", "a folder", "a file", "anothers program"])
def test_a_java_that_the_app_may_not_run_is_none(host: FolderHost, left: str) -> None:
    # As another user would find it.
    may = "exit 1" if left == "anothers program" else SETPRIV
    host.write("bin/setpriv", f"#!/bin/sh\n{may}").chmod(0o755)
    java = host.folder / "jdk/java"
    if left == "a folder":
        java.mkdir(parents=True)
    elif left != "nothing":
        host.write("jdk/java", "#!/bin/sh\n").chmod(0o644 if left == "a file" else 0o755)
    found = host.survey(java_command=str(java))
    assert (found.java, found.java_version) == (None, None)


def test_a_java_that_the_apps_unit_hides_is_none_wherever_a_link_to_it_stands(
    host: FolderHost,
) -> None:
    host.write("bin/setpriv", SETPRIV).chmod(0o755)
    java = host.write("home/jdk/java", "#!/bin/sh\n")
    java.chmod(0o755)
    (host.folder / "java").symlink_to(java)
    asked, home = str(host.folder / "java"), java.parents[1]
    assert host.survey(java_command=asked, hidden_folders=f"/tmp/a {home}").java is None
    assert host.survey(java_command=asked, hidden_folders=f"{home}2 {home}/jdk/j").java == asked
