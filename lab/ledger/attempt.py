"""A request as it goes over a connection, watched through httpx' trace."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from lab.ledger.judgement import Answer

# A slow sender sends this often.
SENDS_PER_SECOND = 10
BROKEN = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


@dataclass
class Attempt:
    """A request as it went over the connection; `paused` in seconds.

    `response` is there once the head of an answer is.
    """

    request: str
    answer: Answer = field(default_factory=Answer)
    response: httpx.Response | None = None
    error: httpx.HTTPError | None = None
    paused: float = 0.0
    reused: bool = True

    @property
    def met_closed_connection(self) -> bool:
        """Whether a reused connection was closed before any answer."""
        return isinstance(self.error, BROKEN) and self.reused and self.response is None

    def fail(self, error: httpx.HTTPError) -> None:
        """Take what broke the request off: its answer is none, or too short."""
        self.error = error
        broken = type(error).__name__
        if self.response is None:
            self.answer = Answer(error=f"{broken} {error}".strip())
            return
        size, declared = sizes(self.response)
        whole = "" if declared is None else f" of {declared:,}"
        said = f"short answer: {size:,}{whole} bytes ({broken})"
        self.answer = Answer(error=said, size=size, declared=declared)

    async def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Take what httpx tells of a request under way."""
        self.reused &= event != "connection.connect_tcp.started"

    def slowly(self, stream: httpx.AsyncByteStream, rate: int) -> httpx.AsyncByteStream:
        """Give a stream that takes so many bytes a second of another."""
        return _SlowStream(self, stream, rate)

    async def paced(self, body: bytes, pace: float) -> AsyncIterator[bytes]:
        """Give a body in equal parts over so many seconds."""
        parts = max(1, round(pace * SENDS_PER_SECOND))
        size = -(-len(body) // parts)
        began = time.monotonic()
        for part in range(parts):
            slept = time.monotonic()
            await asyncio.sleep(max(0, began + (part + 1) * pace / parts - slept))
            self.paused += time.monotonic() - slept
            yield body[part * size : (part + 1) * size]


@dataclass
class _SlowStream(httpx.AsyncByteStream):
    attempt: Attempt
    stream: httpx.AsyncByteStream
    rate: int

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self.stream:
            slept = time.monotonic()
            await asyncio.sleep(len(part) / self.rate)
            self.attempt.paused += time.monotonic() - slept
            yield part

    async def aclose(self) -> None:
        await self.stream.aclose()


def sizes(response: httpx.Response) -> tuple[int, int | None]:
    """Give the bytes of body that came, and how many its head declares; of chunks it says none."""
    declared = response.headers.get("Content-Length")
    return response.num_bytes_downloaded, None if declared is None else int(declared)
