from io import BytesIO

import pytest
from PIL import Image

from lab.ledger.pictures import EDITS, Pixels, read_pixels
from lab.ledger.truth import edited, uploaded
from roles.visiting.unique import SIDE, new_picture


def solid(colour: tuple[int, int, int]) -> Pixels:
    return Pixels(SIDE, SIDE, bytes(colour) * SIDE**2)


def test_no_two_pictures_are_alike() -> None:
    assert len({new_picture() for _ in range(50)}) == 50


def test_a_picture_is_small_unless_it_shall_be_large() -> None:
    assert 300 < len(new_picture()) < 3000
    large = new_picture(100_000)
    assert len(large) == 100_000
    pixels = read_pixels(large)
    assert pixels is not None and (pixels.width, pixels.height) == (SIDE, SIDE)


@pytest.mark.parametrize("content", [b"", b"<html>", new_picture()[:200]])
def test_what_is_no_picture_has_no_pixels(content: bytes) -> None:
    assert read_pixels(content) is None


@pytest.mark.parametrize(
    ("colour", "luma"),
    [((255, 255, 255), 255), ((255, 0, 0), 76), ((0, 255, 0), 149), ((0, 0, 255), 29)],
)
def test_grayscale_takes_the_colours_out_as_the_site_does(
    colour: tuple[int, int, int], luma: int
) -> None:
    assert EDITS[0].makes(solid(colour)) == solid((luma, luma, luma))


def test_crop_keeps_the_upper_half() -> None:
    image = Image.new("RGB", (SIDE, SIDE), "white")
    image.paste("black", (0, 0, SIDE, SIDE // 2))
    stream = BytesIO()
    image.save(stream, "PNG")
    pixels = read_pixels(stream.getvalue())
    assert pixels is not None
    assert EDITS[1].makes(pixels) == Pixels(SIDE, SIDE // 2, bytes(3 * SIDE * SIDE // 2))


def test_each_edit_shows_and_made_twice_it_leaves_what_it_leaves_once() -> None:
    seen = [uploaded(new_picture())]
    for edit in EDITS:
        seen.append(edited(seen[-1], edit))
        assert edited(seen[-1], edit) == seen[-1]
    assert len(set(seen)) == 1 + len(EDITS)
