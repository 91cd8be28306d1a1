"""The ledger itself: one entry a request."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lab.ledger.judgement import Verdict


@dataclass(frozen=True)
class Entry:
    """One request: `began` and `ended` in seconds within the run, `seconds` the visitor's wait.

    `server` is who answered, or, comma between them, whom nginx tried; empty where its log does
    not say. `retried` tells that a reused connection was closed before any answer, and that the
    request was sent again. `size` is what came of the answer's body, in bytes, and `declared` what
    its head said, if it did; `status` is that of a whole answer.
    """

    request: str
    began: float
    ended: float
    visitor: int
    method: str
    path: str
    status: int | None
    seconds: float
    verdict: Verdict
    seen: str = ""
    retried: bool = False
    server: str = ""
    kind: str = ""
    size: int = 0
    declared: int | None = None

    def __str__(self) -> str:
        """The entry as a person reads it."""
        answer = "no whole answer" if self.status is None else f"status {self.status}"
        server = f" from {self.server}" if self.server else ""
        kind = f" ({self.kind})" if self.kind else ""
        return (
            f"{self.began:7.2f} s  visitor {self.visitor:2}{kind}  {self.method} {self.path}: "
            f"{answer}{server} after {self.seconds:.3f} s  "
            f"{self.verdict}: {self.seen}  [{self.request}]"
        )


class Ledger:
    """The entries of a run, counted as they come; one thread writes, others read the counts."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self.entries: list[Entry] = []
        self.counts: Counter[str] = Counter()

    def write(self, entry: Entry) -> None:
        """Keep an entry."""
        self.entries.append(entry)
        self.counts[entry.verdict] += 1


def write_lines(entries: Iterable[Entry], started: datetime, file: Path) -> None:
    """Write entries as JSON, one a line, with the time of day of each."""
    with file.open("w", encoding="utf-8") as lines:
        for entry in entries:
            time = (started + timedelta(seconds=entry.began)).isoformat(timespec="milliseconds")
            fields = {name: _rounded(value) for name, value in asdict(entry).items()}
            lines.write(json.dumps({"time": time, **fields}) + "\n")


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value
