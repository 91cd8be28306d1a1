from collections.abc import Callable

import pytest

from lab.ledger.judgement import (
    Answer,
    Judgement,
    Verdict,
    judge_edit_shown,
    judge_page,
    judge_post,
    judge_upload_shown,
)
from lab.ledger.pictures import EDITS
from lab.ledger.truth import NO_PICTURE, Gallery, Possible, edited, uploaded
from roles.visiting.unique import new_picture

ME, OTHER = 3, 7
OLD, NEW, THEIRS = new_picture(), new_picture(), new_picture()
OLD_GREY = edited(uploaded(OLD), EDITS[0])
MINE = uploaded(NEW)
GALLERY = Gallery()
for visitor, pictures in [(ME, uploaded(OLD)), (ME, MINE), (OTHER, uploaded(THEIRS))]:
    GALLERY.hang(visitor, pictures)

TIMED_OUT = Answer(error="ReadTimeout")
FAULTS = [
    (TIMED_OUT, "ReadTimeout"),
    (Answer(error="ConnectError All connection attempts failed"), "ConnectError"),
    (Answer(502), "status 502"),
    (Answer(500, NEW), "status 500"),
    (Answer(413), "status 413"),
    (Answer(500, leads_to="/image"), "status 500 to /image"),
    (Answer(502, leads_to="/edit"), "status 502 to /edit"),
    (Answer(302, leads_to="http://192.0.2.99/image"), "status 302 to http://192.0.2.99/image"),
]


def shown(body: bytes, possible: Possible = MINE) -> Judgement:
    return judge_upload_shown(Answer(200, body), possible, GALLERY, ME)


def test_the_newest_picture_of_ones_own_is_right() -> None:
    assert shown(NEW).verdict is Verdict.RIGHT


def test_an_older_one_of_ones_own_is_wrong() -> None:
    assert shown(OLD) == Judgement(Verdict.WRONG, "an older one of its own")


def test_the_picture_of_someone_else_is_wrong() -> None:
    assert shown(THEIRS) == Judgement(Verdict.WRONG, "the picture of visitor 7")


@pytest.mark.parametrize("body", [NEW[:-1], NEW + b"\0", b"", b"<html>"])
def test_a_picture_that_is_not_whole_is_wrong(body: bytes) -> None:
    assert shown(body) == Judgement(Verdict.WRONG, "no picture of this run")


def test_after_an_upload_without_an_answer_either_picture_is_right() -> None:
    perhaps = uploaded(OLD) | MINE
    assert {shown(OLD, perhaps).verdict, shown(NEW, perhaps).verdict} == {Verdict.RIGHT}
    assert shown(THEIRS, perhaps).verdict is Verdict.WRONG


def test_an_edit_is_compared_pixel_by_pixel() -> None:
    gallery = Gallery()
    grey = edited(MINE, EDITS[0])
    cut = edited(grey, EDITS[1])
    for possible in (MINE, grey, cut):
        gallery.hang(ME, possible)
    judged = judge_edit_shown(Answer(200, NEW), grey, gallery, ME)
    assert judged == Judgement(Verdict.WRONG, "an older one of its own")
    assert judge_edit_shown(Answer(200, NEW), MINE, gallery, ME).verdict is Verdict.RIGHT
    assert judge_edit_shown(Answer(200, NEW), grey | MINE, gallery, ME).verdict is Verdict.RIGHT
    assert judge_edit_shown(Answer(200, b"junk"), grey, gallery, ME).verdict is Verdict.WRONG


@pytest.mark.parametrize("judge", [judge_upload_shown, judge_edit_shown])
def test_no_picture_is_a_lost_session(
    judge: Callable[[Answer, Possible, Gallery, int], Judgement],
) -> None:
    assert judge(Answer(404), MINE, GALLERY, ME) == Judgement(Verdict.LOST, "no picture")


def test_an_edit_that_is_led_back_to_the_upload_is_a_lost_session() -> None:
    answer = Answer(302, leads_to="/image")
    assert judge_post(answer, "/edit") == Judgement(Verdict.LOST, "led back to the upload")
    assert judge_page(answer, "/edit") == Judgement(Verdict.LOST, "led back to the upload")


def test_a_page_without_the_picture_is_a_lost_session() -> None:
    assert judge_page(Answer(200, b'<img src="/image/raw">'), "/image").verdict is Verdict.RIGHT
    assert judge_page(Answer(200, b"<form>"), "/image").verdict is Verdict.LOST


def test_a_post_leads_to_the_page_that_shows_what_it_made() -> None:
    assert judge_post(Answer(302, leads_to="/image"), "/image").verdict is Verdict.RIGHT
    assert judge_post(Answer(302, leads_to="/edit"), "/edit").verdict is Verdict.RIGHT
    assert judge_post(Answer(302, leads_to="/edit"), "/image").verdict is Verdict.FAILED
    assert judge_post(Answer(200, b"<form>"), "/image").verdict is Verdict.FAILED
    assert judge_post(Answer(404), "/edit").verdict is Verdict.FAILED


@pytest.mark.parametrize(("answer", "seen"), FAULTS, ids=[seen for _, seen in FAULTS])
def test_what_a_visitor_cannot_explain_has_failed(answer: Answer, seen: str) -> None:
    judged = [
        judge_post(answer, "/image"),
        judge_post(answer, "/edit"),
        judge_page(answer, "/image"),
        judge_upload_shown(answer, MINE, GALLERY, ME),
        judge_edit_shown(answer, MINE, GALLERY, ME),
    ]
    assert {judgement.verdict for judgement in judged} == {Verdict.FAILED}
    assert all(judgement.seen.startswith(seen) for judgement in judged)


def test_nothing_is_right_for_who_has_no_picture() -> None:
    assert shown(NEW, NO_PICTURE).verdict is Verdict.WRONG
