"""The app servers: the user, the folders and the releases. Who runs what is rolling.py's."""

from collections.abc import Generator

from pyinfra.api.command import (
    FileUploadCommand,
    FunctionCommand,
    PyinfraCommand,
    StringCommand,
)
from pyinfra.api.host import Host
from pyinfra.api.operation import operation
from pyinfra.api.state import State
from pyinfra.context import host
from pyinfra.operations import files, server

from roles.changing import run_step, steps, under_lock
from roles.cluster import Member
from roles.environment import REDIS_AUTO_CONFIGURATIONS
from roles.run import Run
from roles.sandbox import SANDBOX


def reserve(state: State, host: Host, file: str) -> bool:
    """Make the file in /tmp that an SSH user's upload goes through, for nobody else to read."""
    # root's own upload goes straight to its place.
    command = f'[ "$(id -u)" = 0 ] || install -m 0600 /dev/null {file}'
    reserved, _ = host.run_shell_command(StringCommand(command), print_output=True)
    return reserved


@operation()
def install_release(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Upload and unpack the release, unless it stands there whole."""
    if run.artifact is None or run.release in run.survey(member).whole:
        return
    # Of this run only: an upload that outlives the run's lock changes nothing of another's.
    incoming = f"{run.places.releases}/incoming-{run.lease.id}.jar"
    temporary = host.get_temp_filename(incoming)
    reservation = FunctionCommand(reserve, (temporary,), {})
    upload = FileUploadCommand(str(run.artifact.path), incoming, remote_temp_filename=temporary)
    yield from steps(run, [reservation, upload])
    variables = {
        "incoming": incoming,
        "sha256": run.artifact.sha256,
        "release_folder": f"{run.places.releases}/{run.release}",
        "app_name": run.cluster.settings.app_name,
        "java_package": run.cluster.settings.java_package,
        "spring_profiles": run.cluster.settings.spring_profiles,
        "excluded": ",".join(REDIS_AUTO_CONFIGURATIONS),
        "sandbox": "\n".join(SANDBOX),
    }
    yield FunctionCommand(run_step, (run, "release", variables), {})


def apply(run: Run, member: Member) -> None:
    """Prepare an app server: everything but the change of what it runs."""
    settings = run.cluster.settings
    under_lock(
        name="Create the app's system user",
        run=run,
        prepare=server.user,
        user=settings.app_name,
        system=True,
        home=run.places.home,
        create_home=False,
        # It would be the user's own.
        ensure_home=False,
        shell="/usr/sbin/nologin",
    )
    under_lock(
        name="Create the app's folder",
        run=run,
        prepare=files.directory,
        path=run.places.home,
        # Who may write here chooses what root unpacks to and what the unit starts.
        user="root",
        group="root",
        mode="755",
    )
    under_lock(
        name="Create the folder of the releases",
        run=run,
        prepare=files.directory,
        path=run.places.releases,
        user="root",
        # A JAR may hold passwords, as the properties may.
        group=settings.app_name,
        mode="750",
    )
    install_release(name=f"Install release {run.release}", run=run, member=member)
