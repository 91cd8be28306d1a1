"""Pictures as visitors see them, and the edits of the site as this side works them out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from roles.visiting.unique import SIDE


@dataclass(frozen=True)
class Pixels:
    """A picture as seen: its size, and three bytes a pixel."""

    width: int
    height: int
    colours: bytes


@dataclass(frozen=True)
class Edit:
    """An edit that the site offers: where its form leads, what it says, what it makes."""

    path: str
    makes: Callable[[Pixels], Pixels]
    form: Mapping[str, str] = field(default_factory=dict)


def read_pixels(content: bytes) -> Pixels | None:
    """See a picture; None when the bytes are none."""
    try:
        with Image.open(BytesIO(content)) as picture:
            seen = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError):
        return None
    return Pixels(seen.width, seen.height, seen.tobytes())


def _image(pixels: Pixels) -> Image.Image:
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.colours)


def _grey(pixels: Pixels) -> Pixels:
    grey = bytearray()
    for at in range(0, len(pixels.colours), 3):
        red, green, blue = pixels.colours[at : at + 3]
        grey += bytes([(299 * red + 587 * green + 114 * blue) // 1000] * 3)
    return Pixels(pixels.width, pixels.height, bytes(grey))


def _cut(pixels: Pixels) -> Pixels:
    half = _image(pixels).crop((0, 0, SIDE, SIDE // 2))
    return Pixels(half.width, half.height, half.tobytes())


# Made in this order each gives a picture unlike the one before, and made twice what it gives once.
EDITS = (
    Edit("/edit/grayscale", _grey),
    Edit("/edit/crop", _cut, {"x": "0", "y": "0", "width": str(SIDE), "height": str(SIDE // 2)}),
)
