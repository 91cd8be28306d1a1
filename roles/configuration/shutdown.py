"""How long an app that is told to stop may finish its requests: in Spring and in systemd."""

import re
from collections.abc import Mapping
from typing import Any

from roles.configuration.owned_properties import asked_values

SHUTDOWN_PHASE = "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"
# How long Spring lets requests in flight end once it is told to stop, in seconds.
SHUTDOWN_SECONDS = 20
WRITTEN = re.compile(r"([0-9]+)s")


def shutdown_misfit(*settings: Mapping[str, Any]) -> str | None:
    """Say that an operator's own time is not written in seconds; None where nothing is wrong."""
    for value in asked_values(SHUTDOWN_PHASE, *settings):
        if not WRITTEN.fullmatch(str(value)):
            return (
                f"spring.lifecycle.timeout-per-shutdown-phase is {value!r}: expected a number of "
                "seconds, such as 45s, for systemd has to wait as long."
            )
    return None


def shutdown_seconds(*settings: Mapping[str, Any]) -> int:
    """Give that time in seconds: the operator's, else the kit's."""
    asked = asked_values(SHUTDOWN_PHASE, *settings)
    return int(str(asked[-1]).removesuffix("s")) if asked else SHUTDOWN_SECONDS
