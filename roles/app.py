"""The app servers: the user, the folders and the releases. Who runs what is rolling.py's."""

from collections.abc import Generator

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation
from pyinfra.operations import files, server

from roles import kernel
from roles.configuration.auto_configurations import REDIS_AUTO_CONFIGURATIONS
from roles.configuration.cluster import Member
from roles.files.environment import plain_names
from roles.files.masking import PlacedFile, environment, plain, properties
from roles.files.sandbox import unpacking_sandbox
from roles.run.changing import run_step, under_lock
from roles.run.run import Run
from roles.run.upload import incoming_file, upload


@operation()
def install_release(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Upload and unpack the release, unless it stands there whole."""
    if run.decision.artifact is None or run.decision.release in run.readings.survey(member).whole:
        return
    places, incoming = run.places, incoming_file(run, "jar")
    yield from upload(run, run.decision.artifact.path, incoming)
    variables = {
        "incoming": incoming,
        "sha256": run.decision.artifact.sha256,
        "release_folder": places.release(run.decision.release),
        "jar": run.decision.artifact.name,
        "app_name": run.cluster.settings.app_name,
        "java": run.decision.java(member),
        "app_state": places.app_state,
        "app_logs": places.app_logs,
        "app_cache": places.app_cache,
        "spring_profiles": run.cluster.settings.spring_profiles,
        "excluded": ",".join(REDIS_AUTO_CONFIGURATIONS),
        "sandbox": "\n".join(unpacking_sandbox(places)),
    }
    yield FunctionCommand(run_step, (run, "release", variables), {})


def placed_files(run: Run, member: Member) -> list[PlacedFile]:
    """What an app server gets in its turn, beside the release."""
    files, places = run.decision.app_files(member), run.places
    return [
        PlacedFile(
            places.environment_file,
            files["environment"],
            environment(plain_names(run.cluster.settings)),
        ),
        PlacedFile(places.properties_file, files["properties"], properties),
        PlacedFile(places.unit_file, files["unit_text"], plain),
    ]


def prepare(run: Run, member: Member) -> None:
    """Prepare an app server for its releases."""
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


def apply(run: Run, member: Member) -> None:
    """Prepare an app server for a deploy: everything but the change of what it runs."""
    prepare(run, member)
    kernel.apply(run, member)
    install_release(name=f"Install release {run.decision.release}", run=run, member=member)
