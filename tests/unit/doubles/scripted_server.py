"""A server whose connections go by a script."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from lab.ledger.exchange import Exchange
from lab.ledger.line import Line

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: SESSION=me\r\n\r\nhello"
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"
# As nginx leaves them: a picture cut off at the end of a buffer, and one in chunks.
SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 12420\r\n\r\n" + bytes(8032)
SHORT_IN_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f60\r\n" + bytes(8032)
CLOSE = b""

Talk = Callable[[Exchange], Awaitable[None]]


class ScriptedServer:
    """Answers the requests of each connection by its script, then closes the connection.

    An empty answer closes it at once; None never answers.
    """

    def __init__(self, *scripts: Sequence[bytes | None]) -> None:
        self.scripts = list(scripts)
        self.requests: list[bytes] = []
        self.connections: list[asyncio.Task[None]] = []

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in self.scripts.pop(0):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            self.requests.append(head + await reader.readexactly(length))
            if answer is None:
                await reader.read()
            else:
                writer.write(answer)
        writer.close()
        await writer.wait_closed()

    def talk(self, talk: Talk, fresh: bool = False, rate: int = 0) -> None:
        """Have a visitor talk with the server, over one connection or a fresh one each time."""

        async def run() -> None:
            server = await asyncio.start_server(self.accept, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            async with server:
                line = Line(f"http://127.0.0.1:{port}", "127.0.0.1", port)
                async with Exchange(line, "me", fresh=fresh, rate=rate) as visitor:
                    await talk(visitor)
                await asyncio.gather(*self.connections)

        asyncio.run(run())
