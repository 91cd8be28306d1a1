"""Running commands and measuring them; whatever ends the benchmarks ends the commands too."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

from lab.topology import PROJECT
from roles.errors import RefusedError

LAST_LINES = 25
PEAK = Path(__file__).with_name("peak.py")


class MeasurementError(RefusedError):
    """What could not be measured, and what the command said."""


@dataclass(frozen=True)
class Measured:
    """A command that succeeded: what it printed, its seconds and its peak resident memory in MB."""

    output: str
    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Together:
    """Commands that all succeeded: what each printed, and the seconds until the last ended."""

    outputs: Sequence[str]
    seconds: float


def measure(command: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Run a command in the project's folder.

    Raises MeasurementError when it fails.
    """
    with NamedTemporaryFile("r", encoding="utf-8") as note:
        # -I and -S keep the small parent small.
        small_parent = [sys.executable, "-I", "-S", str(PEAK), note.name]
        (output,) = measure_together([[*small_parent, *command]], environment).outputs
        seconds, peak_kib, exit_code = note.read().split()
    if int(exit_code):
        raise _failure(command, int(exit_code), output)
    return Measured(output, float(seconds), int(peak_kib) * 1024 / 1e6)


def measure_together(
    commands: Sequence[Sequence[str]], environment: Mapping[str, str] | None = None
) -> Together:
    """Run commands at once, in the project's folder.

    Raises MeasurementError when one of them fails.
    """
    processes: list[subprocess.Popen[bytes]] = []
    with ExitStack() as files:
        # Files, since a full pipe would hold a command up.
        printed = [files.enter_context(TemporaryFile()) for _ in commands]
        started = time.monotonic()
        try:
            for command, stream in zip(commands, printed, strict=True):
                processes.append(_start(command, environment, stream))
            exit_codes = [process.wait() for process in processes]
        finally:
            _end(processes)
        seconds = time.monotonic() - started
        outputs = [_content(stream) for stream in printed]
    for command, exit_code, output in zip(commands, exit_codes, outputs, strict=True):
        if exit_code:
            raise _failure(command, exit_code, output)
    return Together(outputs, seconds)


def _start(
    command: Sequence[str], environment: Mapping[str, str] | None, stream: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stream,
        stderr=subprocess.STDOUT,
        # A group of its own, so that its children can be ended with it.
        start_new_session=True,
    )


def _content(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _failure(command: Sequence[str], exit_code: int, output: str) -> MeasurementError:
    last = "\n".join(output.splitlines()[-LAST_LINES:])
    return MeasurementError(f"{last}\n`{' '.join(command)}` ended with {exit_code}.")
