"""An upload comes to its place without /tmp."""

import os
import subprocess
from pathlib import Path

from pyinfra.api.command import FileUploadCommand, FunctionCommand

from roles.run.run import Run
from roles.run.upload import incoming_file, upload
from tests.unit.doubles.answering_hosts import AnsweringHosts


def test_an_upload_goes_through_a_folder_of_its_users_beside_the_releases(
    hosts: AnsweringHosts, run: Run, tmp_path: Path
) -> None:
    host = run.host(run.cluster.app[0])
    home = tmp_path / "site"
    done: list[str] = []
    for command in upload(run, tmp_path / "site.jar", incoming_file(run, "jar")):
        if isinstance(command, FileUploadCommand):
            assert command.dest.startswith("/opt/image-studio/releases/incoming-")
            through = Path(command.remote_temp_filename.replace("/opt/image-studio", str(home)))
            (folder,) = home.iterdir()
            assert through.parent == folder and folder.stat().st_mode & 0o777 == 0o700
            through.write_bytes(b"site")
            continue
        assert isinstance(command, FunctionCommand) and command.execute(host.state, host, {})
        step = hosts.given["command"]["command"].replace("/opt/image-studio", str(home))
        if not done:
            # Of a run that ended in the middle of its upload.
            (home / ".upload-another").mkdir(parents=True)
        environment = os.environ | {"SUDO_UID": str(os.getuid())}
        subprocess.run(["sh", "-c", step], env=environment, check=True)
        done.append(step)
    assert list(home.iterdir()) == []
    assert '-o "${SUDO_UID:-0}"' in done[0]
