"""What the values of the load balancers' settings may be, each kind once."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, StringConstraints

_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"


def _texts(value: Any) -> Any:
    """Let a person write a status as the number that it is."""
    if isinstance(value, Mapping):
        return {str(status): page for status, page in value.items()}
    return value


ServerName = Annotated[
    str, StringConstraints(pattern=rf"^(\*\.{_LABEL}\.)?{_LABEL}(\.{_LABEL})*$", max_length=253)
]
FilePath = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f\"]*$")]
AssetPath = Annotated[str, StringConstraints(pattern=r"^/([A-Za-z0-9._~-]+/)+$")]
AcmeDirectory = Annotated[str, StringConstraints(pattern=r"^(https://[A-Za-z0-9.:_/\[\]-]+)?$")]
Email = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)?$")]
# Statuses that nginx answers with by itself, and the page that it then shows.
PageStatus = Literal["413", "429", "502", "503"]
ErrorPages = Annotated[dict[PageStatus, FilePath], BeforeValidator(_texts)]
