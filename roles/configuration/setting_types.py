"""What the values of settings may be, each kind once."""

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from roles.configuration.reserved_names import is_reserved


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError:
        raise ValueError('networks such as ["203.0.113.0/24", "2001:db8::/32"]') from None


Port = Annotated[int, Field(ge=1, le=65535)]
UnprivilegedPort = Annotated[int, Field(ge=1024, le=65535)]
Percent = Annotated[int, Field(ge=10, le=90)]
# A count of servers, or a share of them.
Servers = (
    Annotated[int, Field(ge=1, le=1000)]
    | Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]?|100)%$")]
)
Seconds = Annotated[int, Field(ge=1, le=3600)]
Milliseconds = Annotated[int, Field(ge=100, le=60_000)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\"]*$")]
ShellCommand = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
EnvironmentName = Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]*$")]
CookieName = Annotated[str, StringConstraints(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]*$")]
Network = Annotated[str, AfterValidator(_network)]
KeyPrefix = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._/-]+$")]


def _free_name(name: str) -> str:
    if is_reserved(name):
        raise ValueError("a name of its own, which nothing else on a host has")
    return name


AppName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$"), AfterValidator(_free_name)
]
