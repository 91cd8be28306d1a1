"""Connections by the thousand that are held open, and on which little or nothing comes."""

import resource
import select
import ssl
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from socket import create_connection, socket

SECONDS = 10
# The most that one test holds: more are no better proof, and this machine bears them.
MOST = 10_000
HEAD_ENDS = b"\r\n\r\n"
# nginx answers this by itself, so that the app has nothing to do with it.
ASKING = "HEAD /actuator/metrics HTTP/1.1\r\nHost: {host}\r\n\r\n"
# In the middle of its head, which goes on byte by byte; and in the middle of what it brings.
HALF_A_HEAD = "GET /image HTTP/1.1\r\nHost: {host}\r\nX-Slow: "
HALF_A_BODY = (
    "POST /image HTTP/1.1\r\nHost: {host}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    "Content-Length: 100000\r\n\r\n--x\r\n"
)


@dataclass(frozen=True)
class Door:
    """Where connections come in; with a `context` they speak TLS. `host` is whom they ask for."""

    address: str
    port: int
    host: str = "site"
    context: ssl.SSLContext | None = None

    def enter(self, source: str) -> socket:
        """Open a connection from an address of this machine."""
        line = create_connection((self.address, self.port), SECONDS, (source, 0))
        if self.context is None:
            return line
        return self.context.wrap_socket(line, server_hostname=self.host)


@dataclass(frozen=True)
class Held:
    """Connections that nobody on this side has closed."""

    door: Door
    lines: list[socket]

    def send(self, text: str) -> None:
        """Send the same on each; where the other side has gone nothing happens."""
        for line in self.lines:
            self._send(line, text)

    def ask(self) -> int:
        """Ask on each, one after the other; give on how many an answer came."""
        request = ASKING.format(host=self.door.host).encode()
        return sum(_is_answered(line, request) for line in self.lines)

    def closed(self) -> list[int]:
        """The places of those that the other side has closed."""
        polling = select.poll()
        places = {line.fileno(): place for place, line in enumerate(self.lines)}
        for file in places:
            polling.register(file, select.POLLRDHUP)
        return [places[file] for file, _ in polling.poll(0)]

    def come_again(self, source: str, text: str) -> int:
        """Open anew what the other side has closed, and begin as before; give how many."""
        closed = self.closed()
        for place in closed:
            self.lines[place].close()
            self.lines[place] = self.door.enter(source)
            self._send(self.lines[place], text)
        return len(closed)

    def statuses(self) -> Counter[str]:
        """What has been answered so far on those that did not ask: how often which status."""
        found = Counter[str]()
        for line in self.lines:
            line.setblocking(False)
            with suppress(OSError):
                found[line.recv(4096)[9:12].decode()] += 1
            line.settimeout(SECONDS)
        return found

    def _send(self, line: socket, text: str) -> None:
        with suppress(OSError):
            line.sendall(text.format(host=self.door.host).encode())


@contextmanager
def held(door: Door, count: int, sources: Sequence[str], asking: bool = False) -> Iterator[Held]:
    """Hold so many connections, opened one by one, from these addresses in turn.

    With `asking` each asks once as it comes: who says nothing nginx does not wait for as long as it
    takes to open them all.
    """
    assert count <= MOST
    with _open_files():
        lines = list[socket]()
        try:
            for source in islice(cycle(sources), count):
                lines.append(door.enter(source))
                if asking:
                    Held(door, lines[-1:]).ask()
            yield Held(door, lines)
        finally:
            for line in lines:
                line.close()


@contextmanager
def _open_files() -> Iterator[None]:
    """Let this process have as many files open as it may; each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _is_answered(line: socket, request: bytes) -> bool:
    answer = b""
    with suppress(OSError):
        line.sendall(request)
        while not answer.endswith(HEAD_ENDS) and (piece := line.recv(4096)):
            answer += piece
    return answer.endswith(HEAD_ENDS)
