"""What release.sh makes of a JAR, and what it takes from a JAR whose code is hostile."""

import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from roles.configuration.artifact import WAR
from roles.files.sandbox import unpacking_sandbox
from roles.places import Places
from tests.unit.doubles.unpacking_server import EXTRACTS, UnpackingServer

LAYERS = {"app.jar": "thin\n", "lib/a.jar": "lib\n"}
AS_IT_IS = {"app.jar": "fat"}
NO_ARCHIVE = {"java.options": ""}
WITHOUT = "no archive of its classes: it does not start by itself, without network and settings"


@pytest.fixture
def server(tmp_path: Path) -> UnpackingServer:
    return UnpackingServer(tmp_path)


def archive(server: UnpackingServer) -> dict[str, str]:
    options = f"-XX:SharedArchiveFile={server.release}/app.jsa\n"
    return {"app.jsa": "classes\n", "java.options": options}


def assert_left(server: UnpackingServer, files: dict[str, str]) -> None:
    """The release holds just that, and nothing stands beside it."""
    assert server.files() == files
    assert [path.name for path in server.releases.iterdir()] == [server.release.name]
    assert not server.ran_free()


def test_a_release_has_its_layers_and_an_archive_of_its_classes(server: UnpackingServer) -> None:
    unpacked = server.unpack()
    assert unpacked.succeeded and unpacked.lines == []
    assert_left(server, LAYERS | archive(server))
    for path in (server.release, *server.release.rglob("*")):
        assert path.stat().st_mode & 0o7777 == (0o755 if path.is_dir() else 0o644), path


def test_a_war_stays_whole_and_has_an_archive_too(server: UnpackingServer) -> None:
    assert server.unpack(jar=WAR).succeeded
    assert_left(server, {"app.war": "fat"} | archive(server))


def test_code_of_a_jar_runs_in_a_sandbox_of_its_own_and_for_a_while_only(
    server: UnpackingServer,
) -> None:
    server.unpack()
    assert len(server.asked()) == 2
    for asked in server.asked():
        assert {*unpacking_sandbox(Places("site")), "RuntimeMaxSec=120", "Nice=19"} <= asked
        assert f"WorkingDirectory={server.folder}/state" in asked


def test_all_that_code_of_a_jar_can_write_to_is_thrown_away(server: UnpackingServer) -> None:
    server.unpack()
    for asked in server.asked():
        (writable,) = (word.partition("=")[2] for word in asked if word.startswith("ReadWrite"))
        assert Path(writable).parent == server.releases and not Path(writable).exists()
        (bound,) = (word.partition("=")[2] for word in asked if word.startswith("BindPaths="))
        pairs = [pair.split(":") for pair in bound.split()]
        assert {str(Path(source).parent) for source, _ in pairs} == {writable}
        own = {str(server.folder / name) for name in ("state", "logs", "cache")}
        assert {place for _, place in pairs} == {*own, "/tmp", "/var/tmp"}


def test_code_of_a_jar_is_told_its_profile_and_no_setting(server: UnpackingServer) -> None:
    server.unpack()
    assert server.environment() == {
        "SPRING_PROFILES_ACTIVE=prod",
        "SPRING_AUTOCONFIGURE_EXCLUDE=a.B,c.D",
        "SPRING_MAIN_BANNERMODE=off",
        "SERVER_PORT=0",
        "LANG=C.UTF-8",
    }


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
    assert_left(server, AS_IT_IS | archive(server))
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
    unpacked = server.unpack(starts=starts.replace("{secret}", str(server.secret)))
    assert unpacked.succeeded and unpacked.lines == [WITHOUT]
    assert_left(server, LAYERS | NO_ARCHIVE)
    assert server.secret.read_text() == "5e55ion"


def test_what_a_run_that_was_cut_off_left_is_no_part_of_the_next(server: UnpackingServer) -> None:
    for left in (".unpacking", ".unpacking.layers", ".unpacking.scratch"):
        (server.releases / left).mkdir()
        (server.releases / left / "app.jsa").symlink_to(server.secret)
    assert server.unpack().succeeded
    assert_left(server, LAYERS | archive(server))
