"""pyinfra's log in a quiet run: without what pyinfra says of its own machinery."""

import logging
from pathlib import Path

import pyinfra.api
import pyinfra_cli
from pyinfra import logger
from pyinfra.api.host import Host

from roles.roll.announcement import SESSIONS_LOST

# Not among them: its operations, which say what --diff asks for.
MACHINERY = tuple(f"{Path(module.__path__[0])}/" for module in (pyinfra.api, pyinfra_cli))


class QuietLog(logging.Filter):
    """Lets pass what is said of a host, what the kit says, and every warning and error.

    The plan in words is kept: other hosts are still being prepared when it is said.
    """

    def __init__(self) -> None:
        """Begin without a plan."""
        super().__init__()
        self.plan: list[str] = []
        self.lost: str | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is shown."""
        if hasattr(record, SESSIONS_LOST):
            self.plan.append(record.getMessage().strip())
            self.lost = getattr(record, SESSIONS_LOST)
            return False
        is_machinery = record.pathname.startswith(MACHINERY)
        is_of_a_host = record.funcName == Host.log.__name__
        return record.levelno >= logging.WARNING or is_of_a_host or not is_machinery


def hide_machinery() -> QuietLog:
    """Make pyinfra's log quiet, from here on."""
    log = QuietLog()
    logger.addFilter(log)
    return log
