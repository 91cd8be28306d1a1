"""Ctrl-C while a command of the operator's own is at work: a real run, to this machine."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from roles.run.failures import INTERRUPTED
from tests.unit.doubles.examples import PROJECT
from tests.unit.hooks.test_command import is_there, read_pid, wait_until

PYINFRA = str(Path(sys.executable).parent / "pyinfra")
CONFIG = """
from pyinfra import state

from roles.run.failures import report_interruption

report_interruption(state)
"""
HOOK = 'run_command("before_roll", "echo $$ >{folder}/own; sleep 600", os.environ, 600)'
# Interrupted before it waits for anything, and with something to wait for on its way out.
BUSY = """
        try:
            print(os.getpid(), file=open("{folder}/own", "w"), flush=True)
            until = time.monotonic() + 3
            while time.monotonic() < until:
                pass
            gevent.sleep(600)
        finally:
            gevent.sleep(0)
"""
DEPLOY = """
import os
import time

import gevent

from pyinfra.api.operation import operation
from pyinfra.api.state import StateStage
from pyinfra.context import host

from roles.hooks.command import run_command


@operation()
def hook():
    if host.state.current_stage == StateStage.Execute:
        {work}
    yield from ()


hook()
"""


@pytest.mark.parametrize("work", [HOOK, BUSY], ids=["waiting", "busy"])
def test_it_ends_with_the_run(tmp_path: Path, work: str) -> None:
    (tmp_path / "config.py").write_text(CONFIG)
    (tmp_path / "deploy.py").write_text(DEPLOY.format(work=work.strip().format(folder=tmp_path)))
    command = [PYINFRA, f"--config={tmp_path}/config.py", "-y", "@local", f"{tmp_path}/deploy.py"]
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYINFRA_PROGRESS": "off"},
        text=True,
    ) as run:
        own = read_pid(tmp_path / "own")
        # To the run alone: at a terminal the command is in another group.
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=30)
    assert run.returncode == INTERRUPTED, said
    assert "Interrupted." in said
    wait_until(lambda: not is_there(own))
