"""What no other visitor has: a text and a picture."""

from dataclasses import dataclass, field
from io import BytesIO
from secrets import token_bytes, token_hex

from PIL import Image

PICTURE_SIDE = 12


def new_picture(side: int = PICTURE_SIDE) -> bytes:
    """Give a PNG of noise, so many pixels wide and high."""
    stream = BytesIO()
    Image.frombytes("RGB", (side, side), token_bytes(3 * side**2)).save(stream, "PNG")
    return stream.getvalue()


@dataclass(frozen=True)
class Unique:
    """A visitor's own text and picture, by which it knows its session again."""

    text: str = field(default_factory=lambda: f"smoke{token_hex(8)}")
    picture: bytes = field(default_factory=new_picture)
