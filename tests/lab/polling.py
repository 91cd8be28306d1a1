"""Asking a host for a page again and again, from outside, while something else happens."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import httpx

# The hosts share this machine's processors.
INTERVAL = 0.05


@contextmanager
def polling(url: str, host: str = "") -> Iterator[Counter[str]]:
    """Count what each request gives: the text, or "" where nobody answers."""
    found, over = Counter[str](), Event()
    headers = {"Host": host} if host else {}

    def ask() -> None:
        while not over.is_set():
            try:
                found[httpx.get(url, headers=headers, timeout=5).text] += 1
            except httpx.TransportError:
                found[""] += 1
            over.wait(INTERVAL)

    thread = Thread(target=ask)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
