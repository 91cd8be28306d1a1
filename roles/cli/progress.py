"""What happens, as it happens: a line for each host that a step changed, and what takes long."""

from time import monotonic

from gevent import Greenlet, spawn_later
from pyinfra import logger
from pyinfra.api.host import Host
from pyinfra.api.state import BaseStateCallback, State

# Of a step that takes longer it is said what it waits for, and how long it took, in seconds.
PATIENCE = 2


def step_name(state: State, op_hash: str) -> str:
    """The name of a step."""
    return ", ".join(state.get_op_meta(op_hash).names)


class Progress(BaseStateCallback):
    """Tells of the steps of a run; counts the steps that changed each host."""

    def __init__(self) -> None:
        """Begin before the first step."""
        self.changes: dict[str, int] = {}
        self._began: dict[Host, float] = {}
        self._took: dict[Host, float] = {}
        self._patience: Greenlet[..., None] = Greenlet()

    def operation_start(self, state: State, op_hash: str) -> None:  # type: ignore[override]
        """Begin a step."""
        self._began, self._took = {}, {}
        self._patience = spawn_later(
            PATIENCE, self._say_what_it_waits_for, step_name(state, op_hash)
        )

    def operation_host_start(  # type: ignore[override]
        self, state: State, host: Host, op_hash: str
    ) -> None:
        """Begin it on a host; every host comes by, also one that has no part in it."""
        if op_hash in state.ops[host]:
            self._began[host] = monotonic()

    def operation_host_success(  # type: ignore[override]
        self, state: State, host: Host, op_hash: str, retry_count: int = 0
    ) -> None:
        """End it on a host."""
        self._took[host] = monotonic() - self._began[host]

    def operation_host_error(  # type: ignore[override]
        self, state: State, host: Host, op_hash: str, retry_count: int = 0, max_retries: int = 0
    ) -> None:
        """Say which step failed, below its reason: no more is said of it."""
        self.operation_host_success(state, host, op_hash)
        host.log_styled(
            f"in the step: {self._line(state, host, op_hash)}", fg="red", log_func=logger.error
        )

    def operation_end(self, state: State, op_hash: str) -> None:  # type: ignore[override]
        """Say which hosts the step changed."""
        self._patience.kill()
        for host in filter(self._took.__contains__, state.inventory):
            if state.ops[host][op_hash].operation_meta.did_change():
                self.changes[host.name] = self.changes.get(host.name, 0) + 1
                host.log(self._line(state, host, op_hash))

    def _line(self, state: State, host: Host, op_hash: str) -> str:
        seconds = self._took[host]
        took = f" ({seconds:.0f} s)" if seconds > PATIENCE else ""
        return f"{step_name(state, op_hash)}{took}"

    def _say_what_it_waits_for(self, name: str) -> None:
        if waiting := [host.name for host in self._began if host not in self._took]:
            logger.info(f"waits for {', '.join(waiting)}: {name} …")
