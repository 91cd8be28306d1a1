from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from roles.artifact import read_artifact
from roles.errors import RefusedError
from tests.unit.examples import write_jar


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
    assert "is not a JAR (no META-INF/MANIFEST.MF in a ZIP archive)" in refusal(path)


def test_a_jar_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_jar(tmp_path / "site.jar")
    path.write_bytes(path.read_bytes()[:-30])
    assert "is not a JAR" in refusal(path)


def test_a_zip_without_a_manifest_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "Main-Class: a.B")
    assert "is not a JAR" in refusal(path)


def test_a_jar_without_a_main_class_is_refused(tmp_path: Path) -> None:
    path = write_jar(tmp_path / "site.jar", manifest="Manifest-Version: 1.0\r\n")
    assert "has no Main-Class. Deploy the executable JAR" in refusal(path)


def test_a_jar_is_known_by_its_checksum_and_size(tmp_path: Path) -> None:
    path = write_jar(tmp_path / "site.jar")
    content = path.read_bytes()
    artifact = read_artifact(path)
    assert artifact.sha256 == sha256(content).hexdigest()
    assert artifact.size == len(content)
    assert len(artifact.release) == 12 and artifact.sha256.startswith(artifact.release)


def test_a_changed_byte_makes_another_release_and_another_name_does_not(tmp_path: Path) -> None:
    first = read_artifact(write_jar(tmp_path / "a.jar", content=b"site 1"))
    changed = read_artifact(write_jar(tmp_path / "b.jar", content=b"site 2"))
    (tmp_path / "renamed.jar").write_bytes((tmp_path / "a.jar").read_bytes())
    renamed = read_artifact(tmp_path / "renamed.jar")
    assert first.size == changed.size and first.release != changed.release
    assert first.release == renamed.release
