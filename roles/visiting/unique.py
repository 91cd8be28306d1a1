"""What no other visitor has: a text and a picture."""

from dataclasses import dataclass, field
from io import BytesIO
from secrets import token_bytes, token_hex

from PIL import Image

SIDE = 16


def new_picture(size: int = 0) -> bytes:
    """Give a PNG of noise, unlike any other; one of `size` bytes if that is more than it takes."""
    stream = BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), token_bytes(3 * SIDE**2)).save(stream, "PNG")
    png = stream.getvalue()
    # What follows a PNG's end is nobody's business, and the site keeps it byte for byte.
    return png + token_bytes(max(0, size - len(png)))


@dataclass(frozen=True)
class Unique:
    """A visitor's own text and picture, by which it knows its session again."""

    text: str = field(default_factory=lambda: f"smoke{token_hex(8)}")
    picture: bytes = field(default_factory=new_picture)
