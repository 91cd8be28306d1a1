"""Ports of loopback at which nobody listens."""

import random
import socket
from contextlib import closing, suppress

# Below what Linux takes for connections and for who asks for any port.
PORTS = range(20_000, 32_000)


def unused_port() -> int:
    """Give a port that nobody holds, of those that the kernel gives nobody by itself.

    Else one that listens anywhere could be given it meanwhile.
    """
    for port in random.sample(PORTS, len(PORTS)):
        with suppress(OSError), closing(socket.create_server(("127.0.0.1", port))):
            return port
    raise AssertionError("no port is unused")
