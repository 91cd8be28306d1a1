"""What the load balancers are asked to be: a part of the settings."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from roles.configuration.edge_types import (
    AcmeDirectory,
    AssetPath,
    Email,
    ErrorPages,
    FilePath,
    ServerName,
)
from roles.configuration.setting_types import Network, Port, Seconds

Tls = Literal["off", "self_signed", "files", "acme"]
StickyBy = Literal["address", "cookie"]
Scheme = Literal["http", "https"]
# Where visitors come to who say no port.
DEFAULT_PORTS: dict[Scheme, int] = {"http": 80, "https": 443}
# How the name of a file begins that the load balancers have already.
ON_THE_HOST = "host:"
# Where an authority is asked that is not named.
LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
# A year and more is what browsers' lists of such sites ask for.
MOST_HSTS_SECONDS = 63_072_000


class EdgeSettings(BaseModel):
    """How visitors reach the site; group_data/lb.py explains every field."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    http_port: Port
    https_port: Port
    server_names: list[ServerName]
    tls: Tls
    tls_certificate: FilePath
    tls_key: FilePath
    hsts_seconds: Annotated[int, Field(ge=0, le=MOST_HSTS_SECONDS)]
    acme_directory: AcmeDirectory
    acme_email: Email
    trusted_proxies: list[Network]
    proxy_protocol: bool
    sticky_by: StickyBy
    read_timeout: Seconds
    asset_paths: list[AssetPath]
    error_pages: ErrorPages
    connections_per_address: Annotated[int, Field(ge=0, le=65_535)]
    uploads_per_address: Annotated[int, Field(ge=0, le=65_535)]
    maintenance: bool
    maintenance_bypass: list[Network]

    @property
    def uses_tls(self) -> bool:
        """Whether the load balancers speak HTTPS."""
        return self.tls != "off"

    @property
    def scheme(self) -> Scheme:
        """What visitors speak with the load balancers."""
        return "https" if self.uses_tls else "http"

    @property
    def visitor_port(self) -> int:
        """The port of the load balancers that serves the site."""
        return self.https_port if self.uses_tls else self.http_port

    @property
    def heard_at(self) -> dict[int, bool]:
        """The ports at which the load balancers listen, each with whether they speak TLS there."""
        plain = {self.http_port: False}
        return plain | {self.https_port: True} if self.uses_tls else plain

    @property
    def site_host(self) -> str | None:
        """The name by which visitors ask for the site; None where any does."""
        return next((name for name in self.server_names if not name.startswith("*.")), None)

    @property
    def authority(self) -> str:
        """The directory of the authority that is asked for certificates."""
        return self.acme_directory or LETS_ENCRYPT

    def certificate_files(self, kits: str) -> tuple[str, str]:
        """Where nginx reads the certificate and its key; `kits` is the kit's own file of both."""
        if not self.has_certificate_on_hosts:
            return kits, kits
        return self.tls_certificate.removeprefix(ON_THE_HOST), self.tls_key.removeprefix(
            ON_THE_HOST
        )

    @property
    def has_certificate_on_hosts(self) -> bool:
        """Whether the certificate is one that the load balancers have already."""
        return self.tls == "files" and self.tls_certificate.startswith(ON_THE_HOST)
