"""Whether names lead to this host: each address of theirs is asked for a file that only it has.

An authority asks in the same way. It runs on a load balancer, with what its Python has:
leads_here.py FOLDER NAME...; it prints a sentence for each name that does not.
"""

import errno
import secrets
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.request import urlopen

CHALLENGES = ".well-known/acme-challenge"
# Authorities ask there, and nowhere else.
PORT = 80
SECONDS = 5
REDIRECTS = (301, 302, 303, 307, 308)
# This host itself has no way to such an address; an authority may have.
NO_WAY = (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
THE_DNS = "have its DNS record lead to the load balancers only, or take the name out"
THE_WAY = (
    "let the firewalls through, have its DNS record lead to the load balancers only, or, where "
    "they can't reach their own public address, give them another one for it in /etc/hosts"
)


@contextmanager
def challenge(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Put a file there as a challenge's answer would be; give its path in a URL and its content."""
    name, content = f"session-cluster-{secrets.token_hex(8)}", secrets.token_hex(16)
    file = folder / CHALLENGES / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="ascii")
    try:
        yield f"/{CHALLENGES}/{name}", content.encode()
    finally:
        file.unlink()


def misfit(name: str, path: str, content: bytes, port: int = PORT) -> str | None:
    """Say why a name does not lead here; None where each of its addresses does."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return f"{name} has no address ({error.strerror}): {THE_DNS}."
    unreached = []
    addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
    for address in addresses:
        try:
            status, body = _ask(address, name, path, port)
        except (OSError, HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            said = f"{name} leads to {address}, and nobody answers at port {port} there ({reason})"
            unreached.append(f"{said}: {THE_WAY}.")
            if getattr(error, "errno", None) in NO_WAY:
                continue
            return unreached[-1]
        if body != content:
            what = f"{name} leads to {address}, which answers {status} to what only this host has"
            return f"{what}: {THE_DNS}."
    return unreached[0] if len(unreached) == len(addresses) else None


def _ask(address: str, name: str, path: str, port: int) -> tuple[int, bytes]:
    connection = HTTPConnection(address, port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": name, "Connection": "close"})
        answer = connection.getresponse()
        location = answer.getheader("Location")
        if answer.status in REDIRECTS and location:
            return _follow(location)
        return answer.status, answer.read(4096)
    finally:
        connection.close()


def _follow(location: str) -> tuple[int, bytes]:
    # An authority asks for no certificate there: it is about to give one.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with urlopen(location, timeout=SECONDS, context=context) as answer:
        return answer.status, answer.read(4096)


def main(folder: str, *names: str) -> int:
    """Print what is wrong; give the program's exit code."""
    with challenge(Path(folder)) as (path, content):
        said = [sentence for name in names if (sentence := misfit(name, path, content))]
    print("\n".join(said))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
