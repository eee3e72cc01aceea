"""A workbook's ZIP archive, opened behind limits: bytes -> the XML parts that tables are read from, or the reason why not.

All that could hurt is refused here, before a spreadsheet library sees it: archives that unpack into far more than they are, endless
or endlessly nested XML, document types and entities, passwords, macros, links to other files. Pictures, charts and whatever else is
not a table are never unpacked. Knows nothing of cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from question_bank.problems import Code, Problem, shown

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

CONTENT_TYPES = "[content_types].xml"
WORKBOOK = "xl/workbook.xml"
WANTED = re.compile(
    r"xl/(workbook|sharedstrings|styles|worksheets/[^/]+)\.xml|xl/_rels/workbook\.xml\.rels|\[content_types\]\.xml", re.IGNORECASE
)
MACROS = re.compile(r"vbaproject|macrosheets/|xl/vbadata", re.IGNORECASE)
LINKS = re.compile(r"xl/externalLinks/[^/]+\.xml", re.IGNORECASE)
OTHERS = {
    "word/document.xml": "Word",
    "ppt/presentation.xml": "PowerPoint",
    "content.xml": "OpenDocument",
    "xl/workbook.bin": "XLSB",
    "index/document.iwa": "Numbers",
    WORKBOOK: "Excel",
}
"""Main parts by which an archive is known for what it is."""

STRICT = ((b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),)
"""Excel may save in a "strict" dialect, which differs by the name of its namespace."""

UTF_8 = {"utf-8", "utf8", "us-ascii"}

PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Those that spreadsheet programs use; others may ask for gigabytes before the first byte comes out."""

SMALL = 1_000_000
"""Below this many bytes a part may be packed as tightly as it likes."""

ENTRY = b"PK\x01\x02"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken on. Meeting one is a problem with its number, never a hang."""

    entries: int = 2_000
    unpacked: int = 48_000_000
    """Bytes of all parts that are read."""
    ratio: int = 200
    elements: int = 1_200_000
    """XML elements of all parts; one cell with its value is two."""
    depth: int = 32


LIMITS = Limits()

Parts = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of office file: its main part, and the parts that are read."""

    main: str
    wanted: re.Pattern[str]


SPREADSHEET = Office(WORKBOOK, WANTED)


class Refused(Exception):
    """The archive cannot be read; the message is for this package alone, `problem` for the author."""

    def __init__(self, code: Code, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def problem(self, name: str) -> Problem:
        """The same as a value, about the file of this name."""
        return Problem(self.code, name, params=self.params)


def unpacked(data: bytes, limits: Limits = LIMITS, office: Office = SPREADSHEET) -> Parts:
    """The parts of an office file by name in lower case, each well-formed and within limits; raises `Refused`."""
    if data.startswith(OLE_MAGIC):
        raise Refused(Code.WORKBOOK_ENCRYPTED if ENCRYPTED_PACKAGE in data else Code.WORKBOOK_OLD)
    if (entries := data.count(ENTRY)) > limits.entries:  # counted before the directory is read, which costs memory by the entry
        raise _too_large(f"{entries} ZIP", f"{limits.entries} ZIP")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _admitted(members, limits, office)
            parts = {member.filename.lower(): _read(archive, member) for member in members if office.wanted.fullmatch(member.filename)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(str(error) or type(error).__name__) from error
    if b"macroEnabled" in parts.get(CONTENT_TYPES, b""):
        raise Refused(Code.WORKBOOK_MACROS, detail="macroEnabled")
    _proved(parts, limits)
    return {name: _plain_dialect(part) for name, part in parts.items()}


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    # Asked for everything, `zipfile` would unpack first and compare with the directory afterwards.
    with archive.open(member) as part:
        return part.read(max(1, member.file_size))


def _too_large(found: str, limit: str) -> Refused:
    return Refused(Code.WORKBOOK_TOO_LARGE, detail=found, limit=limit)


def _damaged(detail: str) -> Refused:
    return Refused(Code.WORKBOOK_DAMAGED, detail=shown(detail, 80))


def _admitted(members: Sequence[zipfile.ZipInfo], limits: Limits, office: Office) -> None:
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise Refused(Code.WORKBOOK_ENCRYPTED)
    if other := next((kind for name, kind in OTHERS.items() if name in names and name != office.main), None):
        raise Refused(Code.FILE_FORMAT, detail=other)
    for code, pattern in ((Code.WORKBOOK_MACROS, MACROS), (Code.WORKBOOK_LINKS, LINKS)):
        if found := next((member.filename for member in members if pattern.search(member.filename)), None):
            raise Refused(code, detail=shown(found))
    if office.main not in names:
        raise Refused(Code.FILE_FORMAT, detail="ZIP")
    if len(set(names)) < len(names):
        raise _damaged("duplicate entries")
    _small_enough([member for member in members if office.wanted.fullmatch(member.filename)], limits)


def _small_enough(members: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    """By the sizes in the directory; `zipfile` never unpacks more of a member than its directory says."""
    total = 0
    for member in members:
        total += member.file_size
        if member.compress_type not in PACKINGS:
            raise _damaged(f"{member.filename}: ZIP method {member.compress_type}")
        if member.file_size > SMALL and member.file_size > limits.ratio * max(1, member.compress_size):
            ratio = member.file_size // max(1, member.compress_size)
            raise _too_large(f"{shown(member.filename)} 1:{ratio}", f"1:{limits.ratio}")
    if total > limits.unpacked:
        raise _too_large(f"{total / 1_000_000:.0f} MB", f"{limits.unpacked / 1_000_000:.0f} MB")


def _plain_dialect(part: bytes) -> bytes:
    for strict, plain in STRICT:
        part = part.replace(strict, plain)
    return part


def _proved(parts: Parts, limits: Limits) -> None:
    """Runs over every part once, keeping nothing, to know that it is UTF-8, well-formed, without entities, and bounded."""
    elements = 0
    for name, part in parts.items():
        try:
            elements += _counted(part, limits, limits.elements - elements)
        except expat.ExpatError as error:
            raise _damaged(f"{name}: {error}") from error


def _counted(part: bytes, limits: Limits, left: int) -> int:
    # The encoding is fixed and none other may be declared: what the library reads later is what was looked at here.
    parser = expat.ParserCreate("UTF-8")
    elements = depth = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal elements, depth
        elements += 1
        depth += 1
        if depth > limits.depth:
            raise _damaged(f"XML nested deeper than {limits.depth}")
        if elements > left:
            raise _too_large(f"> {limits.elements} XML", f"{limits.elements} XML")

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = _document_type
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.Parse(part, True)
    return elements


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding or "utf-8").lower() not in UTF_8:
        raise _damaged(f"XML in {encoding}")


def _document_type(*_: object) -> None:
    raise _damaged("XML with a document type (DTD)")
