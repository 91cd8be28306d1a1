"""A visitor: uploads, looks, edits, looks, uploads again, and judges every answer."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lab.ledger.entries import Entry
from lab.ledger.exchange import Exchange
from lab.ledger.judgement import (
    EDIT_PAGE,
    UPLOAD_PAGE,
    Answer,
    Judgement,
    Verdict,
    judge_edit_shown,
    judge_page,
    judge_post,
    judge_upload_shown,
)
from lab.ledger.kinds import Kind
from lab.ledger.pictures import EDITS, Edit
from lab.ledger.stay import Stay
from lab.ledger.truth import NO_PICTURE, Gallery, Possible, edited, uploaded
from lab.ledger.writing import Hand
from roles.visiting.unique import new_picture

Judge = Callable[[Answer], Judgement]


class StartAgainError(Exception):
    """The visitor has no picture (any more), and uploads one as a person would."""


@dataclass
class Visitor:
    """One visitor; each request becomes an entry, which `write` takes.

    `pace` is the seconds that it takes to send a file, and `possible` what its session may hold.
    """

    number: int
    kind: Kind
    exchange: Exchange
    gallery: Gallery
    stay: Stay
    write: Callable[[Entry], None]
    started: float
    edits: tuple[Edit, ...] = EDITS
    pace: float = 0.0
    possible: Possible = NO_PICTURE

    async def visit(self) -> None:
        """Go on until the stay is over: it ends with StayOverError."""
        while True:
            await self.stay.think()
            with suppress(StartAgainError):
                await self._upload()
                for _ in range(self.kind.looks):
                    await self._look_at_upload()
                for edit in self.edits:
                    await self.stay.think()
                    await self._edit(edit)
                    await self._look_at_edit()
                    await self._look_at_upload()

    async def _upload(self) -> None:
        picture = new_picture(random.choice(self.kind.sizes))
        files = {"image": ("picture.png", picture, "image/png")}
        after = uploaded(picture)
        await self._post(UPLOAD_PAGE, UPLOAD_PAGE, after, files=files, pace=self.pace)
        self.stay.settled.add(self.number)

    async def _edit(self, edit: Edit) -> None:
        after = edited(self.possible, edit)
        await self._post(edit.path, EDIT_PAGE, after, data=edit.form)

    async def _post(self, path: str, page: str, after: Possible, **content: Any) -> None:
        """Send what changes the session to `after`, and follow to the page that shows it."""
        self.gallery.hang(self.number, after)
        verdict = await self._send("POST", path, lambda given: judge_post(given, page), **content)
        if verdict is Verdict.RIGHT:
            self.possible = after
            await self._send("GET", page, lambda given: judge_page(given, page))
        elif self.possible:
            # It may have taken effect, and until the next answer nobody knows.
            self.possible |= after
        else:
            raise StartAgainError

    async def _look_at_upload(self) -> None:
        await self.stay.think()
        await self._send("GET", f"{UPLOAD_PAGE}/raw", self._judge_with(judge_upload_shown))

    async def _look_at_edit(self) -> None:
        await self.stay.think()
        await self._send("GET", f"{EDIT_PAGE}/raw", self._judge_with(judge_edit_shown))

    def _judge_with(self, judge: Callable[[Answer, Possible, Gallery, int], Judgement]) -> Judge:
        return lambda answer: judge(answer, self.possible, self.gallery, self.number)

    async def _send(self, method: str, path: str, judge: Judge, **content: Any) -> Verdict:
        """Send a request and write down what became of it; raises StartAgainError after a loss."""
        self.stay.count_request()
        reply = await self.exchange.send(method, path, **content)
        judgement = judge(reply.answer)
        hand = Hand(self.number, self.kind, self.started)
        self.write(hand.entry(method, path, reply, judgement))
        if judgement.verdict is Verdict.LOST:
            self.possible = NO_PICTURE
            raise StartAgainError
        return judgement.verdict
