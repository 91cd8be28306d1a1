"""A site that answers a visitor's requests without a network."""

from collections.abc import Callable, Sequence

import httpx

from roles.configuration.journey import Step
from roles.visiting.visitor import Visitor, cookie_jar

Answer = Callable[[httpx.Request], httpx.Response]


def page(text: str, **headers: str) -> httpx.Response:
    """Give a page."""
    return httpx.Response(200, html=text, headers=headers)


def visitor(
    steps: Sequence[dict[str, object]], answer: Answer, **secrets: str
) -> tuple[Visitor, list[httpx.Request]]:
    """Give a visitor of a site that answers so, and the requests that it will have had."""
    requests: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        request.read()
        requests.append(request)
        return answer(request)

    client = httpx.Client(
        base_url="http://shop.example",
        cookies=cookie_jar(),
        transport=httpx.MockTransport(take),
    )
    journey = [Step.model_validate(step) for step in steps]
    return Visitor(client, journey, secrets), requests
