"""What before_roll and after_deploy have in common: what they are given, and how they end."""

import os
from textwrap import shorten
from typing import Literal

from pyinfra import logger

from roles.hooks.command import run_command
from roles.run.run import Run

# How the settings with the commands are called.
Hook = Literal["before_roll", "after_deploy"]
Outcome = Literal["pending", "succeeded", "failed"]
# What all the variables begin with.
PREFIX = "SESSION_CLUSTER_"
# So much of a command is said of it.
SAID_LENGTH = 120


def command_of(run: Run, hook: Hook) -> str:
    """Give a hook's command; "" where there is none."""
    command: str = getattr(run.cluster.settings, hook)
    return command.strip()


def named(run: Run, hook: Hook) -> str:
    """Name a hook and its command, in one line."""
    return f"{hook} ({shorten(command_of(run, hook), SAID_LENGTH, placeholder=' …')})"


def hook_environment(run: Run, outcome: Outcome, reason: str = "") -> dict[str, str]:
    """Give what a command gets as its environment: this machine's own, and what the run is about.

    Nothing that the kit keeps secret is in it.
    """
    about = {
        "WORK": run.work,
        "APP": run.cluster.settings.app_name,
        "RELEASE": run.decision.release,
        "PROFILE": run.decision.profile,
        "HOSTS": " ".join(member.name for member in run.cluster.members),
        "OUTCOME": outcome,
        "REASON": reason,
    }
    return {**os.environ, **{f"{PREFIX}{name}": value for name, value in about.items()}}


def run_hook(run: Run, hook: Hook, outcome: Outcome, reason: str = "") -> str | None:
    """Run a hook's command; say why it failed, with its last lines, or None."""
    timeout = run.cluster.settings.hook_timeout
    logger.info(f"    Runs on this machine: {named(run, hook)}")
    end = run_command(hook, command_of(run, hook), hook_environment(run, outcome, reason), timeout)
    if end.exit_code == 0:
        return None
    how = f"ended with exit code {end.exit_code}"
    if end.exit_code is None:
        how = f"did not end within {timeout} s (hook_timeout) and was stopped"
    last = f" Its last lines: {' / '.join(end.lines)}." if end.lines else " It printed nothing."
    return f"{named(run, hook)} {how}.{last}"
