"""Visitors of a server in its turn that were never there."""

from typing import Self

from roles.configuration.cluster import Member
from roles.roll.forgetting import Forgotten
from roles.run.run import Run


class PlayingVisits:
    """Keeps what was asked of them; `finds` is the gate that they find to fail."""

    def __init__(self) -> None:
        """Be well with every server."""
        self.finds: str | None = None
        self.calls: list[str] = []
        self.said = ["it is slow"]

    def of(self, run: Run, member: Member) -> Self:
        """Be the visitors of that server."""
        return self

    def write_probe(self) -> None:
        self.calls.append("write_probe")

    def failed_gate(self, keeps_in_redis: bool) -> str | None:
        self.calls.append(f"failed_gate {keeps_in_redis}")
        return self.finds

    def forget(self) -> Forgotten:
        self.calls.append("forget")
        return Forgotten()
