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

    The plan in words is kept until it `is_said`: other hosts are still being prepared before. A run
    that has waited for its lock says it again, at once.
    """

    def __init__(self) -> None:
        """Begin without a plan."""
        super().__init__()
        self.plan: list[str] = []
        self.is_said = False
        self.lost: str | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is shown."""
        if hasattr(record, SESSIONS_LOST):
            self.lost = getattr(record, SESSIONS_LOST)
            if not self.is_said:
                self.plan.append(record.getMessage().strip())
            return self.is_said
        is_machinery = record.pathname.startswith(MACHINERY)
        is_of_a_host = record.funcName == Host.log.__name__
        return record.levelno >= logging.WARNING or is_of_a_host or not is_machinery


def hide_machinery() -> QuietLog:
    """Make pyinfra's log quiet, from here on."""
    log = QuietLog()
    logger.addFilter(log)
    return log
