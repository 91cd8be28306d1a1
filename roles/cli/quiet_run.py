"""A run that says what matters, each in its turn: changes to come, the plan, progress, the end."""

import importlib
from time import monotonic
from typing import Any

import click
from pyinfra import logger
from pyinfra.api.state import State, StateStage

from roles.cli.progress import Progress, step_name
from roles.cli.quiet_log import QuietLog
from roles.cli.summary import summary

COMMAND_LINE: Any = importlib.import_module("pyinfra_cli.cli")
QUESTION = "That is the plan; -y skips the question"


class QuietRun:
    """Speaks for a run in pyinfra's place."""

    def __init__(self, state: State, log: QuietLog, asks: bool) -> None:
        """Take the run before its inventory is read."""
        self.state, self.log, self.asks = state, log, asks
        self.progress = Progress()
        self.started = monotonic()
        self._set_stage = state.set_stage

    def set_stage(self, stage: StateStage) -> None:
        """Go on to a stage; say what the one before came to."""
        if stage == StateStage.Connect:
            self.state.add_callback_handler(self.progress)
        self._set_stage(stage)
        if stage == StateStage.Prepare:
            hosts = len(self.state.activated_hosts)
            logger.info(f"Connected to {hosts} host{'s' * (hosts > 1)}")
        elif stage == StateStage.Execute:
            logger.info("--> The run:")
        elif stage == StateStage.Disconnect:
            seconds = monotonic() - self.started
            end = summary(self.progress.changes, seconds, self.log.lost)
            logger.info(f"--> {click.style(end, bold=True)}")

    def goes_on(self) -> bool:
        """Say what is going to be done, and where nobody said yes, ask; tell whether to go on."""
        if self.state.check_for_changes:
            self._show_changes()
        self._show_plan()
        if not self.asks:
            return True
        asked = monotonic()
        goes_on: bool = COMMAND_LINE._do_confirm(QUESTION)
        self.started += monotonic() - asked
        if not goes_on:
            logger.info("Nothing was changed.")
        return goes_on

    def _show_changes(self) -> None:
        logger.info("--> The steps that change a host:")
        order, found = self.state.get_op_order(), False
        for host in self.state.inventory:
            steps = self.state.ops[host]
            for op_hash in order:
                if op_hash in steps and steps[op_hash].operation_meta.will_change:
                    host.log(step_name(self.state, op_hash))
                    found = True
        if not found:
            logger.info("none")

    def _show_plan(self) -> None:
        if self.log.plan:
            logger.info("--> The plan:")
        for sentence in self.log.plan:
            logger.info(click.style(sentence, fg="cyan", bold=True))
        self.log.is_said = True


def speak_for(state: State, log: QuietLog, asks: bool) -> None:
    """Have a run of pyinfra's command line say what matters, from here on."""
    run = QuietRun(state, log, asks)
    state.set_stage = run.set_stage  # type: ignore[method-assign]
    # Between preparing and asking pyinfra has no hook, and what it prints there goes by no log. It
    # neither prints nor asks where it is told that there is nothing to compare.
    prepare = COMMAND_LINE._handle_commands

    def prepare_and_ask(*arguments: Any, **options: Any) -> tuple[bool, State, object]:
        _, prepared, config = prepare(*arguments, **options)
        if not run.goes_on():
            COMMAND_LINE._exit()
        return False, prepared, config

    COMMAND_LINE._handle_commands = prepare_and_ask
