"""Bringing a revision to a server that has not kept it, from one that has: for a rollback."""

from base64 import b64decode
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from pyinfra.api.command import FunctionCommand, PyinfraCommand
from pyinfra.api.operation import operation
from pyinfra.api.state import StateStage
from pyinfra.context import host

from roles.configuration.cluster import Member
from roles.plan.revisions import has_kept
from roles.remote import run_script
from roles.run.changing import refuse, run_step
from roles.run.run import Run
from roles.run.upload import incoming_file, upload

# For a release of some hundred megabytes over a slow line, in seconds.
GIVE_TIMEOUT = 600


def _source(run: Run) -> Member:
    """The first server that has kept the revision; the rollback was refused where there is none."""
    return next(
        server
        for server in run.cluster.app
        if has_kept(run.readings.survey(server), run.decision.revision)
    )


@operation()
def bring_revision(run: Run, member: Member) -> Generator[PyinfraCommand, None, None]:
    """Bring the revision of a rollback to a server that has not kept it."""
    if has_kept(run.readings.survey(member), run.decision.revision):
        return
    source = _source(run)
    names = {
        "release": run.decision.release,
        "revision": run.decision.revision,
        "releases": run.places.releases,
    }
    given = b""
    if host.state.current_stage == StateStage.Execute:
        asked = {**names, "state": run.places.state}
        result = run_script(run.host(source), "give", asked, GIVE_TIMEOUT)
        if not result.succeeded:
            reason = (
                f"{source.name} has not kept {run.decision.revision} whole, and could not give it."
            )
            yield FunctionCommand(refuse, (reason,), {})
            return
        given = b64decode("".join(result.lines))
    # It holds what the app knows: for nobody else on this machine either.
    with TemporaryDirectory() as folder:
        file = Path(folder) / "revision.tar"
        file.write_bytes(given)
        incoming = incoming_file(run, "tar")
        yield from upload(run, file, incoming)
        variables = {
            **names,
            "incoming": incoming,
            "sha256": sha256(given).hexdigest(),
            "address": member.address,
        }
        yield FunctionCommand(run_step, (run, "receive", variables), {})


def apply(run: Run, member: Member) -> None:
    """Have an app server keep the revision of a rollback."""
    bring_revision(
        name=f"Bring {run.decision.revision} to who has not kept it", run=run, member=member
    )
