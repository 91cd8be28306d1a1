"""What a visitor's line does on connections that a scripted server treats in every way."""

import asyncio
from gzip import compress

import pytest

from lab.ledger import exchange
from lab.ledger.exchange import Exchange
from lab.ledger.line import Line
from lab.ledger.reply import Reply
from tests.unit.doubles.scripted_server import (
    ANSWER,
    CLOSE,
    CUT,
    SHORT,
    SHORT_IN_CHUNKS,
    ScriptedServer,
)


def replies(
    server: ScriptedServer, *methods: str, fresh: bool = False, rate: int = 0
) -> list[Reply]:
    given = []

    async def talk(visitor: Exchange) -> None:
        for method in methods:
            given.append(await visitor.send(method, "/image", data={"a": "b"}))

    server.talk(talk, fresh, rate)
    return given


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_on_a_connection_that_was_closed_is_sent_again_once(method: str) -> None:
    server = ScriptedServer([ANSWER, CLOSE], [ANSWER])
    first, second = replies(server, "GET", method)
    assert (first.retried, second.retried) == (False, True)
    assert second.answer.body == b"hello"
    assert second.request == "me-3" and b"X-Request-ID: me-3" in server.requests[-1]
    assert server.requests[1].split(b"\r\n")[0] == server.requests[2].split(b"\r\n")[0]


@pytest.mark.parametrize(
    ("scripts", "retried"),
    [
        # A connection of its own, closed: nothing says that it was idle.
        ([[CLOSE]], False),
        # An answer that has begun.
        ([[CUT]], False),
        ([[ANSWER, CUT]], False),
        # The second time fails too.
        ([[ANSWER, CLOSE], [CLOSE]], True),
    ],
)
def test_what_else_breaks_off_has_no_answer(
    scripts: list[list[bytes | None]], retried: bool
) -> None:
    server = ScriptedServer(*scripts)
    last = replies(server, *["GET"] * len(scripts[0]))[-1]
    assert last.answer.status is None and "Error" in last.answer.error
    assert last.retried is retried
    assert server.scripts == []


def test_a_fresh_line_has_a_connection_for_each_request_and_sends_nothing_again() -> None:
    server = ScriptedServer([ANSWER], [ANSWER], [CLOSE])
    *answered, last = replies(server, "GET", "POST", "GET", fresh=True)
    assert [reply.answer.body for reply in answered] == [b"hello"] * 2
    assert last.answer.error.startswith("RemoteProtocolError") and not last.retried
    assert server.scripts == [] and len(server.connections) == len(server.requests) == 3


@pytest.mark.parametrize(
    ("scripts", "fresh"),
    [([[ANSWER, b""]], False), ([[ANSWER], [b""]], True)],
    ids=["kept", "fresh"],
)
@pytest.mark.parametrize("rate", [0, 100_000])
@pytest.mark.parametrize(
    ("short", "declared", "said"),
    [
        (SHORT, 12_420, "short answer: 8,032 of 12,420 bytes (RemoteProtocolError)"),
        (SHORT_IN_CHUNKS, None, "short answer: 8,032 bytes (RemoteProtocolError)"),
    ],
    ids=["length", "chunks"],
)
def test_a_short_answer_is_none_says_so_and_is_not_sent_again(
    scripts: list[list[bytes]],
    fresh: bool,
    short: bytes,
    declared: int | None,
    said: str,
    rate: int,
) -> None:
    cut = [[answer or short for answer in script] for script in scripts]
    server = ScriptedServer(*cut)
    last = replies(server, "GET", "GET", fresh=fresh, rate=rate)[-1]
    assert last.answer.status is None and last.answer.error == said
    assert (last.answer.size, last.answer.declared) == (8032, declared)
    assert not last.retried and len(server.requests) == 2


def test_a_whole_answer_is_as_long_as_its_head_declares() -> None:
    packed = compress(b"hello" * 100)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    whole, in_chunks = replies(ScriptedServer([head + packed, chunks]), "GET", "GET")
    assert whole.answer.body == b"hello" * 100
    assert whole.answer.size == whole.answer.declared == len(packed)
    assert (in_chunks.answer.size, in_chunks.answer.declared) == (5, None)


@pytest.mark.parametrize("script", [[None], [ANSWER, None]])
def test_a_time_out_is_no_answer_and_not_sent_again(
    monkeypatch: pytest.MonkeyPatch, script: list[bytes | None]
) -> None:
    monkeypatch.setattr(exchange, "TIMEOUT", 0.2)
    last = replies(ScriptedServer(script), *["GET"] * len(script))[-1]
    assert (last.answer.error, last.retried) == ("ReadTimeout", False)
    assert 0.2 <= last.seconds < 2


def test_nobody_there_is_no_answer() -> None:
    async def run() -> Reply:
        # Port 1 of loopback: nothing listens.
        async with Exchange(Line("http://127.0.0.1:1", "127.0.0.1", 1), "me") as visitor:
            return await visitor.send("GET", "/image")

    reply = asyncio.run(run())
    assert reply.answer.error.startswith("ConnectError") and not reply.retried


def test_cookies_are_kept_and_proxies_of_the_environment_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server = ScriptedServer([ANSWER, ANSWER])
    assert [reply.answer.status for reply in replies(server, "GET", "GET")] == [200, 200]
    assert b"SESSION=me" not in server.requests[0]
    assert b"Cookie: SESSION=me\r\n" in server.requests[1]


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/image", "/image"),
        ("http://{host}/edit", "/edit"),
        ("http://192.0.2.99/image", "http://192.0.2.99/image"),
        ("//192.0.2.99/image", "//192.0.2.99/image"),
    ],
)
def test_a_redirect_is_reported_and_never_followed(location: str, leads_to: str) -> None:
    given = []

    class Redirecting(ScriptedServer):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            host, port = writer.get_extra_info("sockname")
            there = location.format(host=f"{host}:{port}").encode()
            head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + there + b"\r\n\r\n"
            self.scripts = [[head]]
            await super().serve(reader, writer)

    async def talk(visitor: Exchange) -> None:
        given.append(await visitor.send("POST", "/image"))

    server = Redirecting()
    server.talk(talk)
    assert (given[0].answer.status, given[0].answer.leads_to) == (302, leads_to)
    assert len(server.requests) == 1


def test_a_slow_sender_takes_its_time_which_is_not_the_sites() -> None:
    given = []
    picture = bytes(range(256)) * 400

    async def talk(visitor: Exchange) -> None:
        files = {"image": ("a.png", picture, "image/png")}
        given.append(await visitor.send("POST", "/image", files=files, pace=0.4))

    server = ScriptedServer([ANSWER])
    server.talk(talk)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert picture in body and b"Content-Type: multipart/form-data" in head
    assert b"Transfer-Encoding" not in head
    assert given[0].ended - given[0].began >= 0.4
    assert given[0].seconds < 0.2
