"""What release.sh makes of a JAR, and what it takes from a JAR whose code is hostile."""

import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from roles.files.sandbox import SANDBOX
from tests.unit.doubles.unpacking_server import EXTRACTS, UnpackingServer

LAYERS = {"app.jar": "thin\n", "lib/a.jar": "lib\n"}
AS_IT_IS = {"app.jar": "fat"}
ARCHIVE = {"app.jsa": "classes\n", "java.options": "-XX:SharedArchiveFile=app.jsa\n"}
NO_ARCHIVE = {"java.options": ""}


@pytest.fixture
def server(tmp_path: Path) -> UnpackingServer:
    return UnpackingServer(tmp_path)


def assert_left(server: UnpackingServer, files: dict[str, str]) -> None:
    """The release holds just that, and nothing stands beside it."""
    assert server.files() == files
    assert [path.name for path in server.releases.iterdir()] == [server.release.name]
    assert not server.ran_free()


def test_a_release_has_its_layers_and_an_archive_of_its_classes(server: UnpackingServer) -> None:
    assert server.unpack().succeeded
    assert_left(server, LAYERS | ARCHIVE)
    for path in (server.release, *server.release.rglob("*")):
        assert path.stat().st_mode & 0o7777 == (0o755 if path.is_dir() else 0o644), path


def test_code_of_a_jar_runs_in_the_units_sandbox_and_without_a_network(
    server: UnpackingServer,
) -> None:
    server.unpack()
    assert len(server.asked()) == 2
    for asked in server.asked():
        assert set(SANDBOX) | {"PrivateNetwork=yes", "RuntimeMaxSec=120", "Nice=19"} <= asked
        (writable,) = (word for word in asked if word.startswith("ReadWritePaths="))
        assert Path(writable.partition("=")[2]).parent == server.releases


@pytest.mark.parametrize(
    "extracts",
    [
        "exit 1",
        "exit 0",
        'mkdir "$layers"; echo other >"$layers/other.jar"',
        f'{EXTRACTS}; ln -s {{secret}} "$layers/lib/b.jar"',
        f'{EXTRACTS}; rm "$layers/app.jar"; ln -s {{secret}} "$layers/app.jar"',
        f'{EXTRACTS}; mkfifo "$layers/lib/b.jar"',
        f'{EXTRACTS}; truncate -s 1T "$layers/lib/b.jar"',
        'mkfifo "$layers"',
        # It says itself what root shall unpack.
        'for to in /proc/$PPID/fd/*; do [ ! -p "$to" ] || cat {folder}/forged.tar >"$to"; done'
        f"; {EXTRACTS}",
    ],
)
def test_a_jar_that_gives_no_layers_or_more_than_files_runs_as_it_is(
    server: UnpackingServer, extracts: str
) -> None:
    forge(server.folder / "forged.tar", server.folder)
    places = {"{secret}": str(server.secret), "{folder}": str(server.folder)}
    for name, place in places.items():
        extracts = extracts.replace(name, place)
    assert server.unpack(extracts).succeeded
    assert_left(server, AS_IT_IS | ARCHIVE)
    assert server.secret.read_text() == "5e55ion"


def forge(file: Path, outside: Path) -> None:
    """Write a tar file that would write outside of where it is unpacked."""
    link = tarfile.TarInfo("lib")
    link.type, link.linkname = tarfile.SYMTYPE, str(outside)
    paths = ("app.jar", "lib/secret", "../../secret", str(outside / "secret"))
    with tarfile.open(file, "w") as archive:
        archive.addfile(link)
        for path in paths:
            member = tarfile.TarInfo(path)
            member.size = len(b"forged")
            archive.addfile(member, BytesIO(b"forged"))


@pytest.mark.parametrize(
    "starts",
    [
        'ln -s {secret} "$archive"',
        'ln -s /dev/zero "$archive"',
        'mkfifo "$archive"',
        'mkdir "$archive"',
        'truncate -s 1T "$archive"',
        ': >"$archive"',
        "exit 0",
        'echo classes >"$archive"; exit 1',
    ],
)
def test_a_start_that_leaves_no_file_costs_the_archive_only(
    server: UnpackingServer, starts: str
) -> None:
    assert server.unpack(starts=starts.replace("{secret}", str(server.secret))).succeeded
    assert_left(server, LAYERS | NO_ARCHIVE)
    assert server.secret.read_text() == "5e55ion"


def test_what_a_run_that_was_cut_off_left_is_no_part_of_the_next(server: UnpackingServer) -> None:
    for left in (".unpacking", ".unpacking.layers", ".unpacking.scratch"):
        (server.releases / left).mkdir()
        (server.releases / left / "app.jsa").symlink_to(server.secret)
    assert server.unpack().succeeded
    assert_left(server, LAYERS | ARCHIVE)
