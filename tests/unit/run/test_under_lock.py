"""An operation of pyinfra's as steps of a run, on this machine: pyinfra and the shell are real."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyinfra.api.config import Config
from pyinfra.api.connect import connect_all, disconnect_all
from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.inventory import Inventory
from pyinfra.api.operation import add_op
from pyinfra.api.operations import run_ops
from pyinfra.api.state import State, StateStage
from pyinfra.operations import files

from roles.run.changing import under_lock
from roles.run.progress import Progress
from tests.unit.doubles.held_lock import HELD, hold_lock


class LocalRun:
    """Stands in for a Run of one host: this machine, with its state in a folder."""

    def __init__(self, folder: Path) -> None:
        """Take the lock."""
        self.folder, self.progress = folder, Progress()
        self.progress.lease.id = HELD.id
        hold_lock(folder / "state")
        state = folder / "state"
        self.places = SimpleNamespace(state=str(state), lock_file=str(state / "lock"))

    def do(self, state: State) -> bool:
        """Make a folder and put a file into it; tell whether that was done."""
        made = self.folder / "made"
        operations = (
            (files.directory, {"path": str(made), "mode": "750"}),
            (files.put, {"src": StringIO("text"), "dest": str(made / "file"), "mode": "600"}),
        )
        for operation, arguments in operations:
            add_op(state, under_lock, run=self, prepare=operation, **arguments)
        state.set_stage(StateStage.Execute)
        run_ops(state)
        return not state.failed_hosts


@pytest.fixture
def state() -> Iterator[State]:
    made = State(Inventory((["@local"], {})), Config())
    connect_all(made)
    yield made
    disconnect_all(made)


def test_it_is_done_where_the_lock_is_held(state: State, tmp_path: Path) -> None:
    run = LocalRun(tmp_path)
    assert run.do(state)
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "made/file").read_text() == "text"
    assert (tmp_path / "made/file").stat().st_mode & 0o777 == 0o600


def test_it_is_not_done_where_the_lock_is_lost(state: State, tmp_path: Path) -> None:
    run = LocalRun(tmp_path)
    (tmp_path / "state/lock").unlink()
    with pytest.raises(PyinfraError, match="No hosts remaining"):
        run.do(state)
    assert not (tmp_path / "made").exists() and run.progress.lease.lost_on == "@local"
