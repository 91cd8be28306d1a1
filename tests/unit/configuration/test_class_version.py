"""For which Java a JAR is built."""

from pathlib import Path

import pytest

from roles.configuration.artifact import JAR, WAR, read_artifact
from tests.unit.doubles.examples import write_jar

LAUNCHER = "org/springframework/boot/loader/launch/JarLauncher.class"
MANIFEST = f"Main-Class: {LAUNCHER.removesuffix('.class').replace('/', '.')}\r\n"
APP = "BOOT-INF/classes/shop/Shop.class"


@pytest.mark.parametrize(
    ("classes", "java"),
    [
        ({LAUNCHER: 17, APP: 21}, 21),
        # What starts an app has to be started too.
        ({LAUNCHER: 17, APP: 8}, 17),
        ({LAUNCHER: 17, APP: 17, "BOOT-INF/classes/shop/Cart.class": 25}, 25),
        ({"WEB-INF/classes/shop/Shop.class": 21}, 21),
        # Java looks at these where it is new enough, and at what else is there never by itself.
        ({APP: 17, "META-INF/versions/21/shop/Shop.class": 21}, 17),
        ({APP: 17, "BOOT-INF/classes/META-INF/versions/21/shop/Shop.class": 21}, 17),
        ({APP: 17, "tools/Extra.class": 25, "BOOT-INF/classes/class.txt": 25}, 17),
        ({}, None),
    ],
)
def test_a_jar_needs_the_java_of_its_newest_class(
    tmp_path: Path, classes: dict[str, int], java: int | None
) -> None:
    jar = write_jar(tmp_path / "shop.jar", MANIFEST, classes=classes)
    assert read_artifact(jar).java == java


@pytest.mark.parametrize("content", [b"", b"\xca\xfe\xba\xbe\0\0", b"PK\3\4\0\0\0\x45"])
def test_what_is_only_called_a_class_needs_no_java(tmp_path: Path, content: bytes) -> None:
    # The example's JAR has such a file, which is its main class here.
    jar = write_jar(tmp_path / "shop.jar", "Main-Class: site\r\n", content)
    assert read_artifact(jar).java is None


@pytest.mark.parametrize(("folder", "name"), [("BOOT-INF", JAR), ("WEB-INF", WAR)])
def test_a_war_is_known_by_what_it_holds(tmp_path: Path, folder: str, name: str) -> None:
    jar = write_jar(tmp_path / "shop.jar", classes={f"{folder}/classes/shop/Shop.class": 17})
    assert read_artifact(jar).name == name
