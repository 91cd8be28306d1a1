"""Judging an answer by what its visitor may expect: pure functions."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lab.ledger.pictures import Pixels, read_pixels
from lab.ledger.truth import Gallery, Possible

UPLOAD_PAGE = "/image"
EDIT_PAGE = "/edit"


class Verdict(StrEnum):
    """What became of a request.

    FAILED: no whole answer, a 5xx, or one that a visitor can't explain. WRONG: someone else's
    picture, or an older one of the visitor's own. LOST: the session is gone, and the picture with
    it.
    """

    RIGHT = "right"
    FAILED = "failed"
    WRONG = "wrong"
    LOST = "lost"


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or the error instead of one.

    `leads_to` is where a redirect leads: a path, if it stays on the site. `size` is how many bytes
    of body came over the line, `declared` how many its head said; it says none of chunks.
    """

    status: int | None = None
    body: bytes = b""
    leads_to: str = ""
    error: str = ""
    size: int = 0
    declared: int | None = None


@dataclass(frozen=True)
class Judgement:
    """A verdict, and what was seen where it is not RIGHT."""

    verdict: Verdict
    seen: str = ""


RIGHT = Judgement(Verdict.RIGHT)


def judge_post(answer: Answer, page: str) -> Judgement:
    """Judge an upload or an edit, which leads to the page that shows what it made."""
    return RIGHT if answer.status == 302 and answer.leads_to == page else _judge_refusal(answer)


def judge_page(answer: Answer, page: str) -> Judgement:
    """Judge a page that shows the session's picture."""
    if answer.status != 200:
        return _judge_refusal(answer)
    shows = f'src="{page}/raw"'.encode() in answer.body
    return RIGHT if shows else Judgement(Verdict.LOST, "a page without a picture")


def judge_upload_shown(
    answer: Answer, possible: Possible, gallery: Gallery, visitor: int
) -> Judgement:
    """Judge the picture as uploaded: the newest one, byte for byte."""
    expected = {kept.upload for kept in possible}
    return _judge_picture(answer, answer.body, expected, gallery, visitor)


def judge_edit_shown(
    answer: Answer, possible: Possible, gallery: Gallery, visitor: int
) -> Judgement:
    """Judge the picture as edited: the newest one, pixel for pixel."""
    expected = {kept.edited for kept in possible}
    return _judge_picture(answer, read_pixels(answer.body), expected, gallery, visitor)


def _judge_picture(
    answer: Answer,
    shown: bytes | Pixels | None,
    expected: Collection[bytes | Pixels],
    gallery: Gallery,
    visitor: int,
) -> Judgement:
    if answer.status == 404:
        return Judgement(Verdict.LOST, "no picture")
    if answer.status != 200:
        return _judge_refusal(answer)
    if shown in expected:
        return RIGHT
    return Judgement(Verdict.WRONG, gallery.whose(shown, visitor))


def _judge_refusal(answer: Answer) -> Judgement:
    if answer.status is None:
        return Judgement(Verdict.FAILED, answer.error)
    # The edits lead there when there is no picture to edit.
    if answer.status == 302 and answer.leads_to == UPLOAD_PAGE:
        return Judgement(Verdict.LOST, "led back to the upload")
    destination = f" to {answer.leads_to}" if answer.leads_to else ""
    return Judgement(Verdict.FAILED, f"status {answer.status}{destination}")
