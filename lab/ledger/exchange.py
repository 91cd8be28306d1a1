"""One visitor's line to the site: a browser's habits, over httpx."""

import time
from collections.abc import Callable, Mapping
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

import httpx

from lab.ledger.attempt import Attempt, sizes
from lab.ledger.judgement import Answer
from lab.ledger.line import Line
from lab.ledger.reply import Reply
from roles.visiting.visitor import REQUEST_ID, cookie_jar, keep_cookies

TIMEOUT = 10.0

# Gives the request of an attempt: another try is another request.
Build = Callable[[Attempt], httpx.Request]


class Exchange:
    """A line to the site with a cookie jar; never goes anywhere else.

    It keeps its connection, or has a `fresh` one for each request. With a `rate` it takes so many
    bytes a second of an answer.

    A load balancer that takes a new configuration closes the connections that are idle, and may do
    so just when a visitor sends on one. A browser then sends the request again, over a new
    connection, if not a byte of an answer came. So does this, once. RFC 9110 (9.2.2) allows that
    for what is idempotent, as all is that visitors send here: an upload or an edit that is made
    twice leaves what it leaves once.
    """

    def __init__(self, line: Line, name: str, fresh: bool = False, rate: int = 0) -> None:
        """Take the line to the site and what the ids begin with."""
        self._client = httpx.AsyncClient(
            base_url=line.url,
            transport=line.transport(fresh, slow=bool(rate)),
            cookies=cookie_jar(),
            timeout=TIMEOUT,
        )
        self._name, self._rate = name, rate
        self._sent = 0

    async def __aenter__(self) -> "Exchange":
        """Stay open."""
        return self

    async def __aexit__(self, *error: object) -> None:
        """Close the connection."""
        await self._client.aclose()

    @property
    def client(self) -> httpx.AsyncClient:
        """What requests are built with, and what keeps the cookies."""
        return self._client

    async def forward(self, request: httpx.Request) -> tuple[Reply, httpx.Response | None]:
        """Send a request as it is built; give its reply, and the response if one came."""
        return await self._reply(lambda attempt: self._marked(request, attempt))

    async def send(self, method: str, path: str, pace: float = 0.0, **content: Any) -> Reply:
        """Send a request and give its reply, whatever comes; its body takes `pace` seconds.

        `content` is httpx's: `files` or `data`.
        """
        reply, _ = await self._reply(
            lambda attempt: self._request(method, path, pace, content, attempt)
        )
        return reply

    async def _reply(self, build: Build) -> tuple[Reply, httpx.Response | None]:
        began = time.monotonic()
        attempts = [await self._attempt(build)]
        if attempts[0].met_closed_connection:
            attempts.append(await self._attempt(build))
        ended, last = time.monotonic(), attempts[-1]
        waited = ended - began - sum(attempt.paused for attempt in attempts)
        reply = Reply(last.request, last.answer, began, ended, waited, len(attempts) > 1)
        return reply, None if last.error else last.response

    async def _attempt(self, build: Build) -> Attempt:
        self._sent += 1
        attempt = Attempt(f"{self._name}-{self._sent}")
        request = build(attempt)
        try:
            async with aclosing(await self._client.send(request, stream=True)) as response:
                attempt.response = response
                if self._rate:
                    assert isinstance(response.stream, httpx.AsyncByteStream)
                    response.stream = attempt.slowly(response.stream, self._rate)
                await response.aread()
            attempt.answer = self._answer(response)
        except httpx.HTTPError as error:
            attempt.fail(error)
        return attempt

    def _request(
        self, method: str, path: str, pace: float, content: Mapping[str, Any], attempt: Attempt
    ) -> httpx.Request:
        headers = {REQUEST_ID: attempt.request}
        extensions = {"trace": attempt.watch}
        request = self._client.build_request(
            method, path, headers=headers, extensions=extensions, **content
        )
        if not pace:
            return request
        body = attempt.paced(request.read(), pace)
        headers |= {name: request.headers[name] for name in ("Content-Type", "Content-Length")}
        return self._client.build_request(
            method, path, headers=headers, extensions=extensions, content=body
        )

    def _marked(self, request: httpx.Request, attempt: Attempt) -> httpx.Request:
        request.headers[REQUEST_ID] = attempt.request
        request.extensions = {**request.extensions, "trace": attempt.watch}
        keep_cookies(self._client, request)
        return request

    def _answer(self, response: httpx.Response) -> Answer:
        destination = urlsplit(response.headers.get("location", ""))
        own = self._client.base_url
        here = (destination.scheme, destination.netloc) in (
            ("", ""),
            (own.scheme, own.netloc.decode()),
        )
        leads_to = destination.path if here else destination.geturl()
        size, declared = sizes(response)
        return Answer(
            response.status_code, response.content, leads_to, size=size, declared=declared
        )
