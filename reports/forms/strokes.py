"""What Word can and python-docx has no name for: fonts for Chinese, indents by signs, fixed tables, page numbers, pictures without bytes.

Every text is stripped of signs that XML cannot hold before it is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu, Length, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reports.forms.model import Picture

ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
"""The types of pictures that Word shows everywhere."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUARTER = 5_400_000
"""A quarter turn, in sixtieth-thousandths of a degree."""


def write(paragraph: Paragraph, text: str) -> Run:
    """The text as one run; a line break in it stays one."""
    return paragraph.add_run(_NOT_IN_XML.sub("\ufffd", text))


def set_font(run: Run, font: str, points: float) -> None:
    """The same face for every script, as when one chooses it in Word for a whole text."""
    run.font.name = font
    run.font.size = Pt(points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def indent_by_signs(paragraph: Paragraph, signs: int, points: float) -> None:
    """The first line begins so many signs in."""
    paragraph.paragraph_format.first_line_indent = Pt(signs * points)
    indents = paragraph._element.get_or_add_pPr().find(qn("w:ind"))
    if indents is not None:
        indents.set(qn("w:firstLineChars"), str(signs * 100))


def off_the_grid(paragraph: Paragraph) -> None:
    """Lines as far apart as they are told to be, whatever grid the page has."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(snap, *_AFTER_SNAP)


_AFTER_SNAP = tuple(
    f"w:{name}"
    for name in (
        "spacing",
        "ind",
        "contextualSpacing",
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
        "divId",
        "cnfStyle",
        "rPr",
        "sectPr",
        "pPrChange",
    )
)


def page_number(paragraph: Paragraph, before: str, after: str) -> None:
    """The number of the page between these words."""
    paragraph.add_run(before)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._element.append(field)
    paragraph.add_run(after)


def fixed(table: Table, widths: Sequence[int]) -> None:
    """Columns of these widths, whatever stands in them."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
        for cell in column.cells:
            cell.width = Emu(width)


def at_least(row: _Row, height: Length) -> None:
    """The row is so tall or taller."""
    row.height = height
    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST


def repeated(row: _Row) -> None:
    """The row stands at the head of every page."""
    head = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(head)


def unbroken(row: _Row) -> None:
    """The row stands on one page as a whole, if a page can hold it."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def middle(cell: _Cell) -> None:
    """What stands in the cell stands in the middle of its height."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def place_picture(document: Document, paragraph: Paragraph, number: int, picture: Picture, size: tuple[Emu, Emu]) -> str:
    """Room for a picture of this size as it is shown; gives the name of the part that its bytes belong into."""
    name = f"word/media/image{number}.{ENDINGS[picture.mime]}"
    part = Part(PackURI(f"/{name}"), picture.mime, b"", document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    turned = picture.turned % 4
    width, height = (size[1], size[0]) if turned % 2 else size
    inline = CT_Inline.new_pic_inline(number, relation, f"image{number}", width, height)
    if turned:
        _turn(inline, turned, size)
    inline.docPr.set("descr", _NOT_IN_XML.sub("\ufffd", picture.caption))
    paragraph.add_run()._element.add_drawing(inline)
    return name


def _turn(inline: CT_Inline, quarters: int, size: tuple[Emu, Emu]) -> None:
    """Shown turned to the right: the frame is as the picture lies, the room around it as it is seen."""
    inline.extent.cx, inline.extent.cy = size
    inline.graphic.graphicData.pic.spPr.get_or_add_xfrm().set("rot", str(quarters * _QUARTER))
