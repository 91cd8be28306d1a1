"""The smoke visitor: uploads a picture of its own through a load balancer and looks at it."""

from dataclasses import dataclass, field
from io import BytesIO
from secrets import token_bytes, token_hex
from urllib.parse import urljoin, urlsplit

import httpx
from PIL import Image

from roles.configuration.cluster import Member
from tests.verify.evidence import check, deny
from verify.target import Target

PICTURE_SIDE = 12
SECONDS = 10.0


def unique_picture() -> bytes:
    """Give a PNG that no other visitor has."""
    noise = token_bytes(3 * PICTURE_SIDE**2)
    stream = BytesIO()
    Image.frombytes("RGB", (PICTURE_SIDE, PICTURE_SIDE), noise).save(stream, "PNG")
    return stream.getvalue()


@dataclass
class SmokeVisitor:
    """A visitor with a cookie jar; every request has an id that the access log keeps."""

    target: Target
    lb: Member
    client: httpx.Client
    picture: bytes = field(default_factory=unique_picture)
    name: str = field(default_factory=lambda: f"smoke-{token_hex(8)}")
    requests: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path of the upload."""
        return self.target.cluster.settings.smoke_path

    def upload(self) -> None:
        """Look at the page, post the picture and follow the redirect, as a browser does."""
        settings = self.target.cluster.settings
        self._expect(self._send("GET", self.path), 200)
        file = {settings.smoke_field: (f"{self.name}.png", self.picture, "image/png")}
        answer = self._send("POST", self.path, files=file)
        self.check(
            f"POST {self.path} answers with a redirect",
            expected=True,
            found=answer.has_redirect_location or f"status {answer.status_code}",
        )
        destination = urlsplit(urljoin(self.path, answer.headers["location"]))
        self.check(
            f"POST {self.path} leads back to this site",
            expected=str(self.client.base_url.netloc.decode()),
            found=destination.netloc or self.client.base_url.netloc.decode(),
        )
        self._expect(self._send("GET", destination.path), 200)

    def look(self) -> None:
        """See the picture again; fails unless it is the uploaded one, byte for byte."""
        answer = self._send("GET", f"{self.path}/raw")
        self._expect(answer, 200)
        if answer.content != self.picture:
            self.check(
                "the picture is the uploaded one",
                expected=f"{len(self.picture)} bytes, those uploaded",
                found=f"{len(answer.content)} others",
            )

    def cookies(self) -> dict[str, str]:
        """The cookies that the site gave."""
        return dict(self.client.cookies)

    def check(self, what: str, *, expected: object, found: object) -> None:
        """Check something of the site, as this visitor saw it."""
        command = f"curl -i {self.client.base_url.join(self.path)}"
        check(self.lb.name, what, expected=expected, found=found, command=command)

    def _expect(self, answer: httpx.Response, status: int) -> None:
        what = f"{answer.request.method} {answer.request.url.path} finds the session's picture page"
        if answer.status_code == 404:
            what += " (404: the session is not where this request went)"
        self.check(what, expected=f"status {status}", found=f"status {answer.status_code}")

    def _send(
        self, method: str, path: str, files: dict[str, tuple[str, bytes, str]] | None = None
    ) -> httpx.Response:
        request = f"{self.name}-{len(self.requests)}"
        self.requests.append(request)
        try:
            return self.client.request(method, path, files=files, headers={"X-Request-ID": request})
        except httpx.HTTPError as error:
            url = self.client.base_url.join(path)
            deny(
                self.lb.name,
                f"{method} {url} is answered",
                expected=f"an answer within {SECONDS:.0f} s",
                found=f"{type(error).__name__}: {error}",
                command=f"curl -i {url}",
            )
            raise


def open_client(target: Target, lb: Member, source: str | None = None) -> httpx.Client:
    """Give an HTTP client for a load balancer, from a source address of this machine."""
    address = target.visible_address(lb)
    return httpx.Client(
        base_url=f"http://{address}:{target.cluster.settings.http_port}",
        transport=httpx.HTTPTransport(local_address=source),
        timeout=SECONDS,
    )
