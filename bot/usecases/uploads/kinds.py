"""What a file is, told by its bytes. Names and announced types are not asked, and nothing is unpacked, decoded as a picture, or run.

Taken are pictures, PDF, the three office formats without macros, CSV and plain text. Not taken, with reasons: ZIP and other archives
(what is in them cannot be told without unpacking, and who reviews them would have to), the binary office formats (they can carry macros
that look like anything), HTML, SVG and other mark-up (a browser would run what is in it), programs, sound and video.
"""

from __future__ import annotations

import codecs
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

MOST_ENTRIES = 2_000
"""Entries of an office file; one with more is no document of this world."""

LARGEST_DIRECTORY = 1 << 19
"""Bytes of the list of entries at the end of an office file."""

_HEAD = 4096
_TAIL = 66_000
_END = struct.Struct("<4s4H2LH")
_CHUNK = 1 << 16
_OFFICE = "application/vnd.openxmlformats-officedocument."

ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    "text/csv": "csv",
    "text/plain": "txt",
}
"""Every type that is taken, with the ending of its names."""

_SAME_ENDING = {"jpeg": "jpg", "heif": "heic"}
_MAIN_PARTS = {
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
}
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_MARKUP = ("<", "{\\rtf", "#!", "%!", "@echo")
_ENCODINGS = ("utf-8-sig", "gb18030")


def kind_of(path: Path, name: str = "") -> str | None:
    """The type of the bytes at `path`, or nothing if it is not one that is taken. The name only tells CSV from other plain text."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        found = _by_signature(head)
        if found is not None:
            return found
        file.seek(0)
        if head.startswith(b"PK\x03\x04"):
            return _office(file)
        if not _is_text(file, head):
            return None
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"


def fitting(name: str, kind: str) -> str:
    """The name with the ending that its bytes deserve, so that it promises nothing else."""
    stem, dot, ending = name.rpartition(".")
    right = ENDINGS[kind]
    if dot and stem and _SAME_ENDING.get(ending.lower(), ending.lower()) == right:
        return name
    known = {*ENDINGS.values(), *_SAME_ENDING}
    return f"{stem if dot and stem and ending.lower() in known else name}.{right}"


def _by_signature(head: bytes) -> str | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return "image/heic"
    return "application/pdf" if head.startswith(b"%PDF-") else None


def _office(file: BinaryIO) -> str | None:
    """By the names in the directory at the end; no entry is unpacked."""
    try:
        if not _has_small_directory(file):
            return None
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return None
    known = set(names)
    if "[Content_Types].xml" not in known or any(_is_active(name) for name in names):
        return None
    found = [kind for part, kind in _MAIN_PARTS.items() if part in known]
    return found[0] if len(found) == 1 else None


def _has_small_directory(file: BinaryIO) -> bool:
    """Whether the list of entries is as small as that of a document: reading a hostile one costs time and memory. ZIP64 is none."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size or b"PK\x06\x07" in tail[max(0, place - 20) : place]:
        return False
    fields: tuple[int, ...] = _END.unpack_from(tail, place)[4:6]
    entries, directory = fields
    file.seek(0)
    return 0 < entries <= MOST_ENTRIES and directory <= LARGEST_DIRECTORY


def _is_active(name: str) -> bool:
    """Macros and embedded programs, under whatever folder."""
    last = name.rpartition("/")[2].lower()
    return last.startswith("vbaproject") or "activex" in name.lower() or last.endswith((".exe", ".dll", ".js", ".vbs"))


def _is_text(file: BinaryIO, head: bytes) -> bool:
    """Text to its end in one of the encodings that people here use, without control characters, and no mark-up or script."""
    return any(_reads(file, head, encoding) for encoding in _ENCODINGS)


def _reads(file: BinaryIO, head: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        first = codecs.getincrementaldecoder(encoding)().decode(head).lstrip().casefold()
        if not first or first.startswith(_MARKUP):
            return False
        while chunk := file.read(_CHUNK):
            if not _plain(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _plain(text: str) -> bool:
    return all(character in "\t\n\r\f" or (character >= " " and character != "\x7f") for character in set(text))
