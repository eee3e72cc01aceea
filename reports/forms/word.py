"""A filled form as a Word document on A4: head, tables of fields, headings, texts, numbered pictures, notes and places to sign.

Composed with python-docx, which only this file and `packing`, `strokes` and `word_reading` know. Texts are set in the font, size and line
pitch that the form asks for, written on every paragraph, so that no style of the reader's changes them. Nothing says who made it or when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from question_bank.programmes.form_model import PartKind
from reports.bundle import form_words
from reports.forms import strokes
from reports.forms.model import Cell, FilledForm, FilledPart, Picture, State
from reports.forms.packing import Readers, blank, packed
from reports.forms.tables import Box, Line, is_empty, is_sheet, lines, sheet

FONT = "仿宋_GB2312"
POINTS = Decimal(16)
"""三号, where the form asks for no other size."""

CELL_POINTS, PROMPT_POINTS = 12, 9
HEAD_ROW = 10.5
_DATE = re.compile(r"年\s+月\s+日")
TALLEST = Mm(190)
"""How tall a picture may stand on a page."""

SIGN_FROM, SIGN_INSIDE = Mm(75), Mm(50)
ROW_HEIGHT, BLANK_HEIGHT = Mm(11), Mm(32)
MOST_UNBROKEN = 300
"""A row whose cells hold no more characters than this is not cut in two by the end of a page."""


def word_document(form: FilledForm, pictures: Sequence[Picture] = ()) -> bytes:
    """The form as a document, its pictures numbered in this order; the same form and pictures give the same bytes."""
    paper = _Paper(form, tuple(pictures))
    paper.compose()
    return packed(paper.document, paper.readers)


def picture_volume(form: FilledForm, pictures: Sequence[Picture], first: int) -> bytes:
    """A further document with nothing but pictures, numbered from `first`: for a form that is too large to be sent as one."""
    paper = _Paper(form, tuple(pictures), first)
    paper.pictures_only()
    return packed(paper.document, paper.readers)


class _Paper:
    """One document being composed."""

    def __init__(self, form: FilledForm, pictures: tuple[Picture, ...], first: int = 1) -> None:
        self.form = form
        self.pictures = pictures
        self.first = first
        self.words = form_words(form.language)
        self.document: Document = blank()
        self.font = form.font or FONT
        self.points = float(form.points or POINTS)
        self.readers: Readers = {}
        self.document.core_properties.title = form.name
        self._turn()
        self.width = self._text_width()
        self._foot()

    def compose(self) -> None:
        """Part after part; fields that follow each other are one table, and so are all columns."""
        if is_sheet(self.form):
            self._sheet()
            return
        tabled = False
        for kind, found in groupby(self.form.parts, key=lambda part: part.kind):
            parts = tuple(found)
            match kind:
                case PartKind.FIELD:
                    self._fields(lines(parts))
                case PartKind.COLUMN:
                    if not tabled:
                        self._list()
                    tabled = True
                case PartKind.PICTURES:
                    self._pictures(parts[0])
                case _:
                    for part in parts:
                        self._paragraphs(part)

    def _sheet(self) -> None:
        """The title, then everything else in one table."""
        parts = self.form.parts
        first = next(place for place, part in enumerate(parts) if part.kind not in {PartKind.TITLE, PartKind.NOTE})
        for part in parts[:first]:
            self._paragraphs(part)
        self._fields(sheet(parts[first:]))

    def pictures_only(self) -> None:
        """The title with what this is a part of, then the pictures."""
        for part in self.form.parts:
            if part.kind is PartKind.TITLE:
                self._title(part)
        self._line("heading 1", self.words["pictures_further"])
        self._each_picture()

    # -- page

    def _turn(self) -> None:
        section = self.document.sections[0]
        if self.form.landscape and section.page_width and section.page_height:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
            section.left_margin = section.right_margin = Mm(20)
            section.top_margin = section.bottom_margin = Mm(25)

    def _text_width(self) -> int:
        section = self.document.sections[0]
        return int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)

    def _foot(self) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = "footer"
        before, _, after = self.words["page"].partition("{page}")
        strokes.page_number(paragraph, before, after)

    # -- lines

    def _paragraphs(self, part: FilledPart) -> None:
        match part.kind:
            case PartKind.TITLE:
                self._title(part)
            case PartKind.HEADING:
                self._line("heading 1", part.label)
                self._note(part.note)
            case PartKind.TEXT:
                if part.label:
                    self._line("heading 2", part.label)
                self._note(part.note)
                for text in part.cell.text.split("\n"):
                    self._body(text)
            case PartKind.NOTE if _is_annex(part.label):
                self._title(part)
            case PartKind.NOTE:
                self._note(part.label)
                self._note(part.note)
            case _:
                self._signature(part)

    def _title(self, part: FilledPart) -> None:
        said = part.label + part.cell.text
        paragraph = self._line("Title", said)
        if _is_annex(said):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.space_after = Pt(0)
            strokes.set_font(paragraph.runs[0], "黑体", 16)

    def _line(self, style: str, text: str) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        strokes.write(paragraph, text)
        return paragraph

    def _note(self, text: str) -> None:
        for line in text.split("\n") if text else ():
            self._line("Note", line)

    def _body(self, text: str) -> None:
        """A paragraph of the enterprise's own text, as the form wants it set."""
        paragraph = self.document.add_paragraph(style="Body Text")
        strokes.set_font(strokes.write(paragraph, text), self.font, self.points)
        strokes.indent_by_signs(paragraph, 2, self.points)
        if self.form.pitch is not None:
            paragraph.paragraph_format.line_spacing = Pt(float(self.form.pitch))
            strokes.off_the_grid(paragraph)

    def _signature(self, part: FilledPart) -> None:
        paragraph = self._line("Signature", _spaced(part.label + part.cell.text))
        if not self.form.rows and not self.form.columns:
            paragraph.paragraph_format.left_indent = SIGN_FROM

    # -- tables

    def _fields(self, found: Sequence[Line]) -> None:
        cuts = sorted({0, *(sum(box.share for box in line[: place + 1]) for line in found for place in range(len(line)))})
        table = self.document.add_table(len(found), len(cuts) - 1, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        strokes.fixed(table, [self.width * (end - start) // 100 for start, end in pairwise(cuts)])
        for row, line in zip(table.rows, found, strict=True):
            strokes.at_least(row, BLANK_HEIGHT if any(map(is_empty, line)) and len(line) <= 3 else ROW_HEIGHT)
            if all(len(box.cell.text) <= MOST_UNBROKEN for box in line if box.cell is not None):
                strokes.unbroken(row)
            start = 0
            for box in line:
                end = start + box.share
                cells = row.cells[cuts.index(start) : cuts.index(end)]
                self._box(cells[0].merge(cells[-1]) if len(cells) > 1 else cells[0], box)
                start = end
        self.document.add_paragraph()

    def _box(self, cell: _Cell, box: Box) -> None:
        strokes.middle(cell)
        paragraph = cell.paragraphs[0]
        if box.written or box.signed:
            self._signed(cell, box)
            return
        if box.cell is None:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            strokes.set_font(strokes.write(paragraph, box.label), self.font, CELL_POINTS)
            return
        texts = box.cell.text.split("\n") if box.cell.text else []
        room = box.cell.state is State.BLANK
        points = CELL_POINTS if room else PROMPT_POINTS
        said = [(text, CELL_POINTS) for text in texts] + [(text, points) for text in box.note.split("\n") if text]
        for place, (text, size) in enumerate(said):
            target = paragraph if place == 0 else cell.add_paragraph()
            strokes.set_font(strokes.write(target, text), self.font, size)

    def _signed(self, cell: _Cell, box: Box) -> None:
        """The form's own words, then the places to sign, further in."""
        said = [(text, False) for text in box.written] + [(_spaced(text), True) for text in box.signed]
        for place, (text, signed) in enumerate(said):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            strokes.set_font(strokes.write(paragraph, text), self.font, CELL_POINTS)
            if signed:
                paragraph.paragraph_format.left_indent = SIGN_INSIDE
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(9)

    def _list(self) -> None:
        columns = self.form.columns
        table = self.document.add_table(1, len(columns), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        widths = [int(column.width or 10) for column in columns]
        strokes.fixed(table, [self.width * width // sum(widths) for width in widths])
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            self._cell(cell, f"{column.label}\n{column.note}".strip(), centred=True)
        strokes.repeated(table.rows[0])
        for line in self.form.rows:
            row = table.add_row()
            if all(len(found.text) <= MOST_UNBROKEN for found in line):
                strokes.unbroken(row)
            for cell, found in zip(row.cells, line, strict=True):
                self._cell(cell, found.text, centred=_is_short(found))

    def _cell(self, cell: _Cell, text: str, centred: bool) -> None:
        strokes.middle(cell)
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        strokes.set_font(strokes.write(paragraph, text), self.font, HEAD_ROW)

    # -- pictures

    def _pictures(self, part: FilledPart) -> None:
        if part.label:
            self._line("heading 1", part.label)
        self._note(part.note)
        if not self.pictures:
            self._body(self.words["pictures_missing"])
        self._each_picture()

    def _each_picture(self) -> None:
        readers = dict(self.readers)
        for number, picture in enumerate(self.pictures, start=self.first):
            paragraph = self.document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = True
            name = strokes.place_picture(self.document, paragraph, number, picture, self._size(picture))
            readers[name] = picture.read
            caption = picture.caption or self.words["caption_missing"]
            self._line("caption", self.words["caption"].format(number=number, caption=caption))
        self.readers = readers

    def _size(self, picture: Picture) -> tuple[Emu, Emu]:
        """As wide as the text, but not too tall for a page."""
        scale = min(self.width * 0.97 / picture.width, TALLEST / picture.height)
        return Emu(int(picture.width * scale)), Emu(int(picture.height * scale))


def _spaced(said: str) -> str:
    """Room to write a date where the form says `年 月 日`."""
    return _DATE.sub("　　　　年　　月　　日", said)


def _is_annex(said: str) -> bool:
    """Whether this is the number of the annex, which stands alone above the title."""
    return said.startswith("附件") and len(said) <= 6


def _is_short(cell: Cell) -> bool:
    return len(cell.text) <= 8
