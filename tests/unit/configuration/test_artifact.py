from errno import EACCES
from hashlib import sha256
from os import strerror
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from roles.configuration import artifact
from roles.configuration.artifact import read_artifact
from roles.errors import RefusedError
from tests.unit.doubles.examples import write_jar

# The length of a ZIP entry's header, without the entry's name.
ZIP_HEADER = 30


def refusal(path: Path) -> str:
    with pytest.raises(RefusedError) as refused:
        read_artifact(path)
    sentence = str(refused.value)
    assert sentence.startswith(f"app_jar is {str(path)!r}: ")
    return sentence


def test_a_jar_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "there is no such file. Build it" in refusal(tmp_path / "site.jar")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path)


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.jar"
    path.write_bytes(b"not a ZIP archive")
    assert "is not a JAR (no META-INF/MANIFEST.MF in a ZIP archive, or parts" in refusal(path)


def test_a_jar_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_jar(tmp_path / "site.jar")
    path.write_bytes(path.read_bytes()[:-30])
    assert "is not a JAR" in refusal(path)


def test_a_zip_without_a_manifest_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "Main-Class: a.B")
    assert "is not a JAR" in refusal(path)


@pytest.mark.parametrize(
    "manifest",
    [
        "Manifest-Version: 1.0\r\n",
        "X-Main-Class: a.B\r\n",
        "Note: Main-Class: a.B\r\n",
        "Note: a\r\n Main-Class: a.B\r\n",
        "Main-Class:\r\n",
        # The class of one entry, not of the JAR.
        "Manifest-Version: 1.0\r\n\r\nName: a\r\nMain-Class: a.B\r\n",
    ],
)
def test_a_jar_without_a_main_class_is_refused(tmp_path: Path, manifest: str) -> None:
    path = write_jar(tmp_path / "site.jar", manifest=manifest)
    assert "has no Main-Class. Deploy the executable JAR" in refusal(path)


@pytest.mark.parametrize(
    "manifest", ["A: b\nMain-Class: a.B\n", "A: b\rMain-Class: a.B\r", "MAIN-CLASS: a.B\r\n\r\n"]
)
def test_a_main_class_counts_as_java_reads_it(tmp_path: Path, manifest: str) -> None:
    assert read_artifact(write_jar(tmp_path / "site.jar", manifest=manifest)).size > 0


def test_a_jar_whose_path_is_too_long_is_refused(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / ("a" * 300))
    assert "that file can't be read (File name too long). Make it readable" in sentence


def test_a_jar_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> ZipFile:
        raise PermissionError(EACCES, strerror(EACCES), str(path))

    monkeypatch.setattr(artifact, "ZipFile", denied)
    path = write_jar(tmp_path / "site.jar")
    assert "that file can't be read (Permission denied). Make it readable" in refusal(path)


def test_a_jar_whose_manifest_cannot_be_unpacked_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.jar"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: a.B\r\n" * 9)
    content = bytearray(path.read_bytes())
    data = len("META-INF/MANIFEST.MF") + ZIP_HEADER
    content[data : data + 4] = b"\xff" * 4
    path.write_bytes(content)
    assert "is not a JAR" in refusal(path)


def test_a_jar_is_known_by_its_checksum_and_size(tmp_path: Path) -> None:
    path = write_jar(tmp_path / "site.jar")
    content = path.read_bytes()
    artifact = read_artifact(path)
    assert artifact.sha256 == sha256(content).hexdigest()
    assert artifact.size == len(content)
    release = artifact.release("")
    assert len(release) == 12 and artifact.sha256.startswith(release)


def test_a_changed_byte_makes_another_release_and_another_name_does_not(tmp_path: Path) -> None:
    first = read_artifact(write_jar(tmp_path / "a.jar", content=b"site 1"))
    changed = read_artifact(write_jar(tmp_path / "b.jar", content=b"site 2"))
    (tmp_path / "renamed.jar").write_bytes((tmp_path / "a.jar").read_bytes())
    renamed = read_artifact(tmp_path / "renamed.jar")
    assert first.size == changed.size and first.release("") != changed.release("")
    assert first.release("") == renamed.release("")


def test_a_label_is_added_to_the_name_and_makes_another_release(tmp_path: Path) -> None:
    artifact = read_artifact(write_jar(tmp_path / "site.jar"))
    assert artifact.release("v2-3") == f"{artifact.release('')}-v2-3"
