"""Where an app says how it is: its readiness, and the rest of Spring Boot's Actuator."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import StringConstraints

from roles.configuration.owned_properties import asked_values
from roles.errors import RefusedError

CONTEXT_PATH = "server.servlet.context-path"
SERVLET_PATH = "spring.mvc.servlet.path"
PORT = "management.server.port"
OWN_CONTEXT_PATH = "management.server.base-path"
ADDRESS = "management.server.address"
BASE_PATH = "management.endpoints.web.base-path"
# An address that lets the app be asked on its own host.
LOOPBACK = "127.0.0.1"
REACHABLE = (LOOPBACK, "0.0.0.0", "::")
# What curl takes as it is: no glob, and nothing that ends a line.
ReadinessPath = Annotated[
    str, StringConstraints(pattern=r"^(/[A-Za-z0-9/_.~%:@!,+-]*(\?[A-Za-z0-9/_.~%:@!,+=&-]*)?)?$")
]
Given = tuple[Mapping[str, Any], ...]
PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True)
class Actuator:
    """Where Actuator is: its port, and the folder of its paths.

    `readiness` is the path that says at that port whether the server may get requests.
    `has_own_port` tells whether it is another port than the app's, `is_bound_here` whether the kit
    says at which address that is opened.
    """

    port: int
    base: str
    readiness: str
    has_own_port: bool = False
    is_bound_here: bool = False

    @property
    def places(self) -> dict[str, str]:
        """Where readiness and Actuator are asked, as the environment of an app names it.

        Without an address it is the server's own: so it is the same on every server.
        """
        address = LOOPBACK if self.has_own_port else ""
        return {
            "readiness": f"{address}:{self.port}{self.readiness}",
            "actuator": f"{address}:{self.port}{self.base}",
        }


def path_beside_the_site(place: str) -> str | None:
    """Give Actuator's path from its place in an environment; None where it has its own port."""
    return place[place.index("/") :] if place.startswith(":") and "/" in place else None


def find_actuator(
    app_port: int,
    readiness_port: int | None,
    readiness_path: str,
    *given: Mapping[str, Any],
) -> Actuator:
    """Give an app's Actuator, by its settings and what Spring is given; what counts stands last.

    Raises RefusedError with one sentence where they don't fit together.
    """
    stated = _stated_port(readiness_port, _stated(given, PORT))
    has_own_port = stated not in (None, app_port)
    folder = _path(given, BASE_PATH, "/actuator")
    if has_own_port:
        before = _path(given, OWN_CONTEXT_PATH)
    else:
        before = _path(given, CONTEXT_PATH) + _path(given, SERVLET_PATH)
    # Of what is built into the JAR nothing else tells.
    told = re.match(rf"({PATH.pattern}?){re.escape(folder)}/health(/|\?|$)", readiness_path)
    if told and folder:
        before = told[1]
    if not folder and not has_own_port:
        raise RefusedError(
            f"{BASE_PATH} is '/': nginx can't tell Actuator from the site "
            "there, and keep visitors from it. Give it a path of its own, or a port of its own "
            "with readiness_port."
        )
    return Actuator(
        port=stated or app_port,
        base=before + folder,
        readiness=readiness_path or f"{before}{folder}/health/readiness",
        has_own_port=has_own_port,
        is_bound_here=has_own_port and not _opens_itself(given),
    )


def _stated(given: Given, name: str) -> Any:
    return next(reversed(asked_values(name, *given)), None)


def _stated_port(readiness_port: int | None, stated: object) -> int | None:
    if stated is None:
        return readiness_port
    if not re.fullmatch(r"\d{4,5}", str(stated)) or not 1024 <= int(str(stated)) <= 65535:
        raise RefusedError(
            f"{PORT} is {stated!r}: expected a number from 1024 to 65535, "
            "for readiness is asked there."
        )
    if readiness_port not in (None, int(str(stated))):
        raise RefusedError(
            f"readiness_port is {readiness_port} and {PORT} is {stated}: "
            "they are one port, so give it once."
        )
    return int(str(stated))


def _path(given: Given, name: str, default: str = "") -> str:
    stated = _stated(given, name)
    if stated is None:
        return default
    path = str(stated).removesuffix("/")
    if not PATH.fullmatch(path):
        raise RefusedError(
            f"{name} is {stated!r}: expected a path that starts with /, in "
            "plain letters, for nginx and the readiness gate have to know it."
        )
    return path


def _opens_itself(given: Given) -> bool:
    """Tell whether the properties say at which address Actuator's port is opened."""
    stated = _stated(given, ADDRESS)
    if stated is not None and stated not in REACHABLE:
        raise RefusedError(
            f"{ADDRESS} is {stated!r}: expected {', '.join(REACHABLE)}, for "
            "readiness is asked on the server itself."
        )
    return stated is not None
