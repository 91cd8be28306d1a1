"""A command of the operator's own on this machine, while the run goes on: its lock is renewed."""

import os
import signal
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from gevent import spawn
from gevent.subprocess import DEVNULL, PIPE, STDOUT, Popen, TimeoutExpired
from pyinfra import logger

# Of what it printed, so much is said again where it fails.
LAST_LINES = 5
# How long it may take to end once it is told to, and what it printed to come, in seconds.
PATIENCE = 5


@dataclass(frozen=True)
class CommandEnd:
    """How a command ended, None where it had to be stopped, and the last lines that it printed."""

    exit_code: int | None
    lines: tuple[str, ...]


def run_command(
    name: str, command: str, environment: Mapping[str, str], timeout: int
) -> CommandEnd:
    """Give a command to the shell, `timeout` seconds at most, and show what it prints as `name`'s.

    Nothing of it is left running, however this ends.
    """
    last = deque[str](maxlen=LAST_LINES)
    process = Popen(
        ["/bin/sh", "-c", command],
        env=dict(environment),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        # What it starts ends with it.
        start_new_session=True,
    )
    assert process.stdout is not None
    showing = spawn(_show, name, process.stdout, last)
    try:
        exit_code: int | None = process.wait(timeout)
    except TimeoutExpired:
        exit_code = None
    finally:
        _end(process)
        showing.join(PATIENCE)
        showing.kill()
    return CommandEnd(exit_code, tuple(last))


def _show(name: str, output: IO[bytes], last: deque[str]) -> None:
    for said in output:
        line = said.decode(errors="replace").rstrip()
        logger.info(f"    [{name}] {line}")
        last.append(line)


def _end(process: "Popen[bytes]") -> None:
    # The group outlives the shell where that has left something running.
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(TimeoutExpired):
            process.wait(PATIENCE)
