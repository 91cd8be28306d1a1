"""WebSockets and events: they come as they are sent, and stay until a roll needs them gone."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import cycle, islice

import pytest
from tenacity import retry, stop_after_delay, wait_fixed
from websockets.exceptions import ConnectionClosed

from roles.files.nginx_site import OLD_WORKERS_DRAINS
from tests.lab.interrupting import deploying
from tests.lab.mirror import TLS, Mirror, mirror
from tests.lab.rig import JAVA_OPTS
from tests.lab.settled import Settled
from tests.lab.web_socket import WebSocket

READ_TIMEOUT = 2
# Old workers of nginx wait ten times as long: more than a turn takes on a busy machine.
DRAIN_TIMEOUT = 5
QUIET_SECONDS = 2 * READ_TIMEOUT
# What a busy machine takes to do a thing that is due.
LATE_SECONDS = 4
RELOADS = 3
EVENTS = 4
MOVING = "move its visitors to the other servers"
LEAVING = "pgrep -fc '^nginx: worker process is shutting down' || true"


@pytest.fixture(scope="module")
def site(either: Settled) -> Iterator[Mirror]:
    drain = f"drain_timeout={DRAIN_TIMEOUT}"
    # nginx has one for all its sites, the longest.
    with mirror(either.after_a_deploy(drain), *TLS, f"read_timeout={READ_TIMEOUT}", drain) as app:
        yield app


def echoes(socket: WebSocket, text: str) -> bool:
    socket.send(text)
    return socket.recv(timeout=LATE_SECONDS) == text


def test_a_websocket_stays_while_nobody_says_anything(site: Mirror) -> None:
    with site.socket("/socket") as socket:
        assert echoes(socket, "first")
        # Nothing comes, and least of all its end.
        with pytest.raises(TimeoutError):
            socket.recv(timeout=QUIET_SECONDS)
        assert echoes(socket, "second")


def test_events_come_one_by_one(site: Mirror) -> None:
    with site.client() as client:
        asked = {"Accept": "text/event-stream"}
        with client.stream("GET", f"/events?count={EVENTS}&seconds=1", headers=asked) as stream:
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            came = [time.monotonic() for line in stream.iter_lines() if line.startswith("data:")]
    assert len(came) == EVENTS
    # In one lump they would come at once, however busy this machine is.
    assert came[-1] - came[0] > 1


def test_events_may_be_far_between(site: Mirror) -> None:
    with site.client() as client:
        asked, path = {"Accept": "text/event-stream"}, f"/events?count=2&seconds={QUIET_SECONDS}"
        with client.stream("GET", path, headers=asked) as stream:
            assert sum(line.startswith("data:") for line in stream.iter_lines()) == 2


def end_of(socket: WebSocket) -> float:
    """Wait until the other side ends it; give when that was."""
    with suppress(ConnectionClosed):
        socket.recv()
    return time.monotonic()


def test_a_roll_ends_them_after_drain_timeout_and_no_earlier(site: Mirror) -> None:
    with ExitStack() as stack:
        doors = islice(cycle(site.doors), 4)
        sockets = [stack.enter_context(door.socket("/socket")) for door in doors]
        pool = stack.enter_context(ThreadPoolExecutor(len(sockets)))
        waiting = [pool.submit(end_of, socket) for socket in sockets]
        turns = list[float]()
        with deploying(site.rig, *site.app.settings, f"{JAVA_OPTS} -Danother=turn") as deploy:
            for operation in deploy.operations():
                if operation.endswith(MOVING):
                    turns.append(time.monotonic())
            assert deploy.finish() == 0
        ends = sorted(end.result() for end in waiting)
    # Half of them are at the server whose turn comes first, and the others stay until theirs.
    for turn, (first, last) in zip(turns, ((ends[0], ends[1]), (ends[2], ends[3])), strict=True):
        assert DRAIN_TIMEOUT <= first - turn <= last - turn <= 2 * DRAIN_TIMEOUT + LATE_SECONDS


def test_old_workers_do_not_pile_up(site: Mirror) -> None:
    def wait_until_leaving(count: int, seconds: int) -> None:
        @retry(stop=stop_after_delay(seconds), wait=wait_fixed(0.2))
        def are_leaving() -> None:
            assert int(site.rig.run(site.lb, LEAVING)) == count

        are_leaving()

    with ExitStack() as stack:
        for number in range(RELOADS):
            socket = stack.enter_context(site.socket("/socket"))
            site.rig.run(site.lb, "systemctl reload nginx")
            wait_until_leaving(number + 1, LATE_SECONDS)
            assert echoes(socket, "still here")
        wait_until_leaving(0, OLD_WORKERS_DRAINS * DRAIN_TIMEOUT + LATE_SECONDS)
