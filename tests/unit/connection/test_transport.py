"""The transport takes whatever paramiko reaches a host over."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from paramiko import Channel, ProxyCommand, SSHException, Transport

from roles.connection.transport import Connection, prompt_transport
from tests.unit.doubles.ssh_server import LOOPBACK


class Jump(Channel):
    """A channel through a jump host, over that connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(0)
        self.jump = Transport(connection)

    def get_transport(self) -> Transport:
        return self.jump


@contextmanager
def connection() -> Iterator[socket.socket]:
    listener = socket.create_server((LOOPBACK, 0))
    with listener, socket.create_connection(listener.getsockname()) as made:
        yield made


@pytest.mark.parametrize("jumps", [0, 1, 2])
def test_a_connection_sends_at_once_however_many_jumps_are_on_the_way(jumps: int) -> None:
    with connection() as wire:
        given: Connection = wire
        for _ in range(jumps):
            given = Jump(given)
        assert prompt_transport(given).sock is given
        assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@contextmanager
def command(line: str) -> Iterator[ProxyCommand]:
    started = ProxyCommand(line)
    process: subprocess.Popen[Any] = started.process
    with process:
        yield started
        process.kill()


def test_a_proxy_command_is_spoken_to_as_it_is() -> None:
    with command("head -c 5") as started:
        wire: Any = prompt_transport(started).sock
        wire.settimeout(20)
        wire.send(b"hello")
        assert wire.recv(100) == b"hello"
        assert wire.recv(100) == b""


def test_a_proxy_command_that_says_nothing_is_not_waited_for() -> None:
    with command("cat") as started:
        wire: Any = prompt_transport(started).sock
        wire.settimeout(0.01)
        with pytest.raises(TimeoutError):
            wire.recv(100)


@pytest.mark.parametrize("line", ["true", "head -c 1"])
def test_a_proxy_command_that_ends_is_an_error_of_ssh_and_no_more(line: str) -> None:
    with command(line) as started:
        transport = prompt_transport(started)
        with pytest.raises((SSHException, EOFError)):
            transport.start_client(timeout=20)
        transport.join(20)
        started.process.wait(20)
        transport.stop_thread()
