"""What a visitor's session may hold, by all that its visitor has sent and been answered."""

from dataclasses import dataclass, replace
from hashlib import sha256

from lab.ledger.pictures import Edit, Pixels, read_pixels


@dataclass(frozen=True)
class Kept:
    """A session with pictures: the upload, byte for byte, and how it looks as edited."""

    upload: bytes
    edited: Pixels


# More than one where a POST got no answer: it may or may not have taken effect. None at all where
# the visitor has to upload first.
Possible = frozenset[Kept]
NO_PICTURE: Possible = frozenset()


def uploaded(picture: bytes) -> Possible:
    """What an answered upload leaves; the edits of the one before are gone."""
    pixels = read_pixels(picture)
    assert pixels is not None
    return frozenset({Kept(picture, pixels)})


def edited(possible: Possible, edit: Edit) -> Possible:
    """What an answered edit leaves."""
    return frozenset(replace(kept, edited=edit.makes(kept.edited)) for kept in possible)


class Gallery:
    """Whose picture is whose: all that visitors of one run have sent, and made of it."""

    def __init__(self) -> None:
        """Begin with empty walls."""
        self._owners: dict[bytes, int] = {}

    def hang(self, visitor: int, possible: Possible) -> None:
        """Keep who owns these pictures."""
        for kept in possible:
            self._owners[_digest(kept.upload)] = visitor
            self._owners[_digest(kept.edited)] = visitor

    def whose(self, picture: bytes | Pixels | None, visitor: int) -> str:
        """Say what a picture is that the visitor should not have been shown."""
        owner = None if picture is None else self._owners.get(_digest(picture))
        if owner is None:
            return "no picture of this run"
        return "an older one of its own" if owner == visitor else f"the picture of visitor {owner}"


def _digest(picture: bytes | Pixels) -> bytes:
    if isinstance(picture, Pixels):
        return sha256(b"%d %d " % (picture.width, picture.height) + picture.colours).digest()
    return sha256(picture).digest()
