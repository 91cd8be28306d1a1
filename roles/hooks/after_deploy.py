"""after_deploy: a command of the operator's own, once a run has changed something or has failed."""

from pyinfra import logger
from pyinfra.api.output import format_text

from roles.hooks.hook import command_of, run_hook
from roles.run.run import Run


def after_deploy(run: Run, failure: str | None) -> None:
    """Run it. Where it fails the run is what it was: that is a warning."""
    if not command_of(run, "after_deploy"):
        return
    failed = run_hook(run, "after_deploy", "failed" if failure else "succeeded", failure or "")
    if failed:
        unchanged = f"The outcome and the exit code of the {run.work} are its own all the same."
        logger.warning(format_text(f"    {failed} {unchanged}", "yellow"))
