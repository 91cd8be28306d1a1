"""Visitors who read slowly, as many at once as a phone network has."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from urllib.parse import urlsplit

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from bench.measure import MeasurementError

# What the kernel may hold for such a visitor: more would read for them.
RECEIVE_BUFFER = 32_768
PIECES_A_SECOND = 10
LEADS_WITHIN_SECONDS = 30


@contextmanager
def slow_readers(url: str, cookie: str, count: int, bytes_a_second: int) -> Iterator[None]:
    """Have so many visitors take what is at a URL again and again, each at its own pace.

    All of them have begun when this returns. Raises MeasurementError when they could not.
    """
    where = urlsplit(url)
    asked = f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookie}\r\n"
    readers = _Readers(
        (where.hostname or "", where.port or 80),
        f"{asked}Connection: close\r\n\r\n".encode(),
        bytes_a_second // PIECES_A_SECOND,
    )
    thread = Thread(target=lambda: asyncio.run(readers.read(count)), daemon=True)
    thread.start()
    try:
        waiting = Retrying(
            retry=retry_if_result(lambda begun: begun < count),
            stop=stop_after_delay(LEADS_WITHIN_SECONDS),
            wait=wait_fixed(0.1),
        )
        try:
            waiting(lambda: readers.begun)
        except RetryError:
            raise MeasurementError(
                f"{count} slow readers of {url} were to begin within {LEADS_WITHIN_SECONDS} s; "
                f"{readers.begun} did."
            ) from None
        yield
    finally:
        readers.ended.set()
        thread.join()


class _Readers:
    def __init__(self, peer: tuple[str, int], request: bytes, piece: int) -> None:
        self._peer, self._request, self._piece = peer, request, piece
        self.begun, self.ended = 0, Event()

    async def read(self, count: int) -> None:
        await asyncio.gather(*(self._reader() for _ in range(count)))

    async def _reader(self) -> None:
        counted = False
        while not self.ended.is_set():
            try:
                async for _ in self._answer():
                    self.begun += not counted
                    counted = True
            except OSError:
                # Somebody who is cut off comes again; who can't begin at all is told above.
                await asyncio.sleep(1 / PIECES_A_SECOND)

    async def _answer(self) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            connection.setblocking(False)
            await loop.sock_connect(connection, self._peer)
            await loop.sock_sendall(connection, self._request)
            while not self.ended.is_set():
                piece = await loop.sock_recv(connection, self._piece)
                if not piece:
                    return
                yield piece
                await asyncio.sleep(1 / PIECES_A_SECOND)
