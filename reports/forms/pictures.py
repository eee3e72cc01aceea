"""What a picture is by its own header: type, pixels, which way it is to be turned. Nothing is believed of its name.

A picture is refused if it is no JPEG or PNG, if it does not come to its end, or if it is larger than anybody's camera makes them. A JPEG is
decoded at an eighth of its size to see that it is whole, a PNG by its checksums: neither ever takes the memory of the full picture.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from reports.forms.model import MOST_PIXELS, Picture

MOST_DECODED = 100_000_000
"""Above this only the header of a JPEG is read: a progressive one could take too much memory."""

TURNED = {3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3}
"""Quarter turns to the right for what a camera noted (EXIF 274)."""

_ORIENTATION = 274
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, KeyError, IndexError, TypeError, MemoryError)
_SMALL = 8


class PictureRefused(Exception):
    """The picture cannot be taken: `code` is `picture_kind`, `picture_damaged` or `picture_huge`, `found` the pixels of a huge one."""

    def __init__(self, code: str, found: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.found = found


def read_picture(name: str, data: bytes, caption: str = "") -> Picture:
    """The picture of these bytes, without keeping them; raises `PictureRefused`."""
    if data.startswith(b"\xff\xd8\xff"):
        width, height, turned = _looked(lambda: _jpeg(io.BytesIO(data)))
        picture = Picture(name, "image/jpeg", len(data), width, height, caption, turned)
        return replace(picture, width=height, height=width) if turned % 2 else picture
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height, turned = _looked(lambda: _png(io.BytesIO(data)))
        return Picture(name, "image/png", len(data), width, height, caption, turned)
    raise PictureRefused("picture_kind")


def _looked(work: Callable[[], tuple[int, int, int]]) -> tuple[int, int, int]:
    """What it finds; notes of a camera that cannot be read are no fault of the picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return work()
    except _UNREADABLE as error:
        raise PictureRefused("picture_damaged") from error


def _jpeg(file: BinaryIO) -> tuple[int, int, int]:
    with JpegImageFile(file) as image:
        width, height = _bounded(image.size)
        turned = TURNED.get(image.getexif().get(_ORIENTATION, 1), 0)
        if width * height <= MOST_DECODED:
            image.draft("L", (max(1, width // _SMALL), max(1, height // _SMALL)))
            image.load()
    return width, height, turned


def _png(file: BinaryIO) -> tuple[int, int, int]:
    with PngImageFile(file) as image:
        width, height = _bounded(image.size)
        image.verify()
    return width, height, 0


def _bounded(size: tuple[int, int]) -> tuple[int, int]:
    if size[0] * size[1] > MOST_PIXELS:
        raise PictureRefused("picture_huge", size[0] * size[1])
    if min(size) < 1:
        raise PictureRefused("picture_damaged")
    return size
