"""The SSH transport of the kit."""

import socket
from typing import Any

from paramiko import Transport


def prompt_transport(connection: socket.socket, **options: Any) -> Transport:
    """Give a paramiko transport that sends small packets at once (TCP_NODELAY).

    paramiko leaves Nagle's algorithm on; one small command then takes 54 ms instead of 4.5 ms.
    """
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Transport(connection, **options)
