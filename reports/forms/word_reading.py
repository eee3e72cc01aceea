"""An uploaded Word document -> what the hard checks look at: paragraphs with the face they are set in, tables' texts, pictures in order.

Opened only after the archive was found to be small, sound, without macros, entities and passwords (`question_bank.archives`). Nothing in
it is run, linked or kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from docx import Document as opened_document
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from question_bank.archives import LIMITS, Limits, Office, Refused, unpacked
from question_bank.problems import Code, shown
from reports.forms.pictures import PictureRefused, read_picture
from reports.forms.word_model import CAPTION, SINGLE, DocumentRefused, Face, Pitch, WordDocument, WordParagraph, WordPicture

WORD = Office("word/document.xml", re.compile(r".+\.(xml|rels)", re.IGNORECASE))
WORD_LIMITS = replace(LIMITS, depth=120)
"""Drawings and text boxes nest deeper than tables of a workbook."""

LARGEST_WHOLE = 160_000_000
"""Bytes of all that is in the archive, pictures included."""

MOST_STYLES = 20
"""How many styles one may be based on another."""

_CODES = {
    Code.WORKBOOK_ENCRYPTED: "document_protected",
    Code.WORKBOOK_MACROS: "document_macros",
    Code.WORKBOOK_TOO_LARGE: "document_huge",
    Code.WORKBOOK_DAMAGED: "document_damaged",
}
_UNREADABLE = (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError, TypeError, EOFError, OSError)


def read_document(name: str, data: bytes, limits: Limits = WORD_LIMITS) -> WordDocument:
    """The document of these bytes; raises `DocumentRefused`."""
    if not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DocumentRefused("document_kind")
    try:
        unpacked(data, limits, WORD)
        _small(data)
        document = opened_document(io.BytesIO(data))
        return _read(name, document)
    except Refused as refused:
        detail = refused.params.get("detail", "")
        raise DocumentRefused(_CODES.get(refused.code, "document_kind"), detail) from refused
    except _UNREADABLE as error:
        raise DocumentRefused("document_damaged", shown(str(error), 80)) from error


def _small(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        whole = sum(member.file_size for member in archive.infolist())
    if whole > LARGEST_WHOLE:
        raise DocumentRefused("document_huge", f"{whole / 1_000_000:.0f} MB")


def _read(name: str, document: Document) -> WordDocument:
    faces = _Faces(document)
    paragraphs = tuple(_paragraph(place, found, faces) for place, found in enumerate(document.paragraphs, start=1))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return WordDocument(name, paragraphs, tuple(dict.fromkeys(cells)), tuple(_pictures(document)))


def _paragraph(place: int, found: Paragraph, faces: _Faces) -> WordParagraph:
    runs = [run for run in found.runs if run.text.strip()]
    style = (found.style.name or "").lower() if found.style is not None else ""
    return WordParagraph(
        place=place,
        text=found.text,
        faces=tuple(dict.fromkeys(faces.of(found, run._element, run.style) for run in runs)),
        pitch=faces.pitch(found),
        heading=style.startswith(("heading", "title", "标题", "subtitle")),
    )


class _Faces:
    """Finds what a run or a paragraph is set in: what it says itself, then its styles, then the document's defaults."""

    def __init__(self, document: Document) -> None:
        styles = document.styles.element
        self._run_default = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._line_default = styles.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")

    def of(self, paragraph: Paragraph, run: Any, style: Any) -> Face:
        """The face of Chinese signs in this run."""
        said = [run.find(qn("w:rPr")), *_chain(style, "w:rPr"), *_chain(paragraph.style, "w:rPr"), self._run_default]
        font = next((font for one in said if (font := _font(one))), "")
        size = next((size for one in said if (size := _said(one, "w:sz", "w:val"))), "")
        return Face(font if not font.startswith("@theme") else "", Decimal(size) / 2 if _is_number(size) else None)

    def pitch(self, paragraph: Paragraph) -> Pitch:
        """How far apart the lines of this paragraph are."""
        own = paragraph._element.find(qn("w:pPr"))
        said = [own, *_chain(paragraph.style, "w:pPr"), self._line_default]
        line = next((line for one in said if (line := _said(one, "w:spacing", "w:line"))), "")
        rule = next((rule for one in said if (rule := _said(one, "w:spacing", "w:lineRule"))), "auto")
        if not _is_number(line):
            return SINGLE
        return Pitch(rule, Decimal(line) / (240 if rule == "auto" else 20))


def _chain(style: Any, tag: str) -> Iterator[Any]:
    """What a style says, then the one that it is based on."""
    for _ in range(MOST_STYLES):
        if style is None:
            return
        yield style.element.find(qn(tag))
        style = style.base_style


def _font(properties: Any) -> str:
    fonts = properties.find(qn("w:rFonts")) if properties is not None else None
    if fonts is None:
        return ""
    said = fonts.get(qn("w:eastAsia"))
    return said or ("@theme" if fonts.get(qn("w:eastAsiaTheme")) else "")


def _said(properties: Any, tag: str, attribute: str) -> str:
    found = properties.find(qn(tag)) if properties is not None else None
    return (found.get(qn(attribute)) or "") if found is not None else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 8


def _pictures(document: Document) -> Iterator[WordPicture]:
    """The pictures in the order of the text, each with the words under it."""
    blocks = list(document.element.body.iter(qn("w:p")))
    for place, block in enumerate(blocks):
        for blip in block.iter(qn("a:blip")):
            relation = blip.get(qn("r:embed"))
            part = document.part.related_parts.get(relation) if relation else None
            if part is not None:
                yield _picture(str(part.partname).rpartition("/")[2], part.blob, _under(blocks, place))


def _under(blocks: list[Any], place: int) -> str:
    """The words in the picture's own paragraph, else in the next one that has any."""
    for block in blocks[place : place + 3]:
        text = "".join(found.text or "" for found in block.iter(qn("w:t"))).strip()
        if text:
            return text
    return ""


def _picture(name: str, blob: bytes, under: str) -> WordPicture:
    found = CAPTION.match(under)
    number, caption = (int(found[1]), found[2].strip()) if found else (None, "")
    try:
        return WordPicture(read_picture(name, blob, caption), name, number, caption)
    except PictureRefused as refused:
        return WordPicture(None, name, number, caption, refused.code)
