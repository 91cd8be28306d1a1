"""A visitor over httpx: cookies as a browser keeps them, an id for each request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from roles.configuration.journey import Step
from roles.visiting.walk import Steps, Walk

REQUEST_ID = "X-Request-ID"


def cookie_jar() -> CookieJar:
    """Give a jar that keeps Secure cookies over plain HTTP too.

    TLS may end in front of the load balancers, and what they are sent then is plain.
    """
    return CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))


def keep_cookies(client: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> None:
    """Send a request's cookies by the rules of the client's own jar, which httpx passes over."""
    request.headers.pop("Cookie", None)
    client.cookies.set_cookie_header(request)


@dataclass
class Visitor:
    """Takes the steps of a journey one request after the other; `requests` are their ids."""

    client: httpx.Client
    journey: Sequence[Step]
    secrets: Mapping[str, str]
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin at the first step."""
        self.walk = Walk(self.client, self.journey, self.secrets)

    @property
    def name(self) -> str:
        """What the ids of its requests begin with."""
        return self.walk.unique.text

    def arrive(self) -> None:
        """Take every step; raises StepFailedError."""
        self._go(self.walk.arrive())

    def look(self) -> None:
        """Take the last step again; raises StepFailedError."""
        self._go(self.walk.look())

    def move_to(self, other: "Visitor") -> None:
        """Go on through another visitor's client, with the own cookies."""
        other.client.cookies = self.client.cookies.jar
        self.client = self.walk.client = other.client

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that the site gave; of two with one name the last."""
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}

    def _go(self, steps: Steps) -> None:
        try:
            request = next(steps)
            while True:
                try:
                    answer = self._send(request)
                except httpx.HTTPError as error:
                    request = steps.throw(error)
                else:
                    request = steps.send(answer)
        except StopIteration:
            return

    def _send(self, request: httpx.Request) -> httpx.Response:
        identity = f"{self.name}-{len(self.requests)}"
        self.requests.append(identity)
        request.headers[REQUEST_ID] = identity
        keep_cookies(self.client, request)
        return self.client.send(request)
