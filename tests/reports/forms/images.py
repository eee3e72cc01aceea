"""Pictures made for tests: of any number of pixels, and padded to any number of bytes, so that a border can be hit exactly."""

from __future__ import annotations

import io
import struct
import zlib
from random import Random

from PIL import Image

ORIENTATION = 274


def jpeg(width: int, height: int, size: int = 0, turned: int = 1, colour: str = "steelblue") -> bytes:
    """A JPEG of these pixels; with a `size` of exactly so many bytes (a comment fills it up)."""
    image = Image.new("RGB", (width, height), colour)
    exif = image.getexif()
    exif[ORIENTATION] = turned
    made = io.BytesIO()
    image.save(made, "JPEG", exif=exif, quality=60)
    return padded(made.getvalue(), size) if size else made.getvalue()


def padded(data: bytes, size: int) -> bytes:
    """The JPEG with noise in comments behind its first segment, so that it has this many bytes and nothing packs it tighter."""
    first = 4 + int.from_bytes(data[4:6], "big")
    noise = Random(size)
    missing = size - len(data)
    comments = b""
    while missing:
        length = min(missing, 65_000)
        length = length if missing - length == 0 or missing - length >= 4 else length - 4
        comments += b"\xff\xfe" + struct.pack(">H", length - 2) + noise.randbytes(length - 4)
        missing -= length
    return data[:first] + comments + data[first:]


def png(width: int, height: int) -> bytes:
    """A PNG of these pixels."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "PNG")
    return made.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of some bytes that says it has this many pixels a side."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
