"""A request and its reply, as they stand in the ledger."""

from dataclasses import dataclass

from lab.ledger.entries import Entry
from lab.ledger.judgement import Judgement
from lab.ledger.kinds import Kind
from lab.ledger.reply import Reply


@dataclass(frozen=True)
class Hand:
    """Who writes: the visitor's number and kind, and when the run `started` by the same clock."""

    visitor: int
    kind: Kind
    started: float

    def entry(self, method: str, path: str, reply: Reply, judgement: Judgement) -> Entry:
        """Give the entry of a request."""
        return Entry(
            request=reply.request,
            began=reply.began - self.started,
            ended=reply.ended - self.started,
            visitor=self.visitor,
            method=method,
            path=path,
            status=reply.answer.status,
            seconds=reply.seconds,
            verdict=judgement.verdict,
            seen=judgement.seen,
            retried=reply.retried,
            kind=str(self.kind),
            size=reply.answer.size,
            declared=reply.answer.declared,
        )
