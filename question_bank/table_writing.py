"""A printed table -> XLSX, as offices hand one in: title, lines above, a bordered table, lines below, ready to print on A4.

Stands beside `workbook_writing`, which writes sheets that are read back. Like there, every text stays a text (nothing becomes a formula,
a link or a number), and the same table gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from xlsxwriter import Workbook as File
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as Page

from question_bank.csv_text import UNGUARDED
from question_bank.workbook_writing import MADE

FONT, HEAD_FONT = "仿宋", "黑体"
SMALL, LARGE = 11, 12
"""Sizes of the letters in the table and above it; widths count letters of the table."""

LINE = 17
TALLEST = 400
LONGEST_NAME = 31
LONGEST_TEXT = 32_000
"""Characters that a sheet's name, and a cell, may have; a cell takes a few more."""

_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """What stands on the paper. `widths` count half-width characters; `centred` says which columns are set in their middle."""

    name: str
    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    annex: str = ""
    centred: tuple[bool, ...] = ()
    landscape: bool = True


def table_bytes(table: PrintedTable) -> bytes:
    """The table as a workbook of one sheet. Raises `ValueError` where rows or widths do not match the columns."""
    if len(table.widths) != len(table.columns) or any(len(row) != len(table.columns) for row in table.rows):
        raise ValueError("a table whose rows or widths do not match its columns")
    made = io.BytesIO()
    file = File(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    file.set_properties({"created": MADE, "title": table.title})
    _Pen(file, table).write()
    file.close()
    return made.getvalue()


class _Pen:
    """Writes the one sheet from its first line to its last."""

    def __init__(self, file: File, table: PrintedTable) -> None:
        self.file, self.table = file, table
        self.page: Page = file.add_worksheet(_NOT_IN_NAME.sub(" ", table.name)[:LONGEST_NAME].strip() or "1")
        self.last = max(0, len(table.columns) - 1)
        self.at = 0

    def write(self) -> None:
        for place, width in enumerate(self.table.widths):
            self.page.set_column(place, place, width)
        if self.table.annex:
            self._across(self.table.annex, self._format(font_name=HEAD_FONT, font_size=14), 24)
        self._across(self.table.title, self._format(font_name=HEAD_FONT, font_size=18, align="center"), 36)
        self._beside(self.table.above)
        self._head()
        for row in self.table.rows:
            self._row(row)
        plain = self._format(font_size=11, text_wrap=True)
        for line in self.table.below:
            self._across(line, plain, LINE * _lines(line, sum(self.table.widths)) + 4)
        self._set_up()

    def _across(self, text: str, look: Format, height: float) -> None:
        if self.last:
            self.page.merge_range(self.at, 0, self.at, self.last, "", look)
        self.page.write_string(self.at, 0, _plain(text), look)
        self.page.set_row(self.at, height)
        self.at += 1

    def _beside(self, texts: Sequence[str]) -> None:
        """Lines above the table side by side, as places for seals are."""
        if not texts:
            return
        look = self._format(font_size=LARGE, text_wrap=True)
        cuts = _cuts(self.table.widths, len(texts))
        if len(cuts) != len(texts):
            for text in texts:
                self._across(text, look, LINE * _lines(text, sum(self.table.widths) * SMALL // LARGE) + 8)
            return
        lines = 1
        for text, (first, last) in zip(texts, cuts, strict=True):
            if last > first:
                self.page.merge_range(self.at, first, self.at, last, "", look)
            self.page.write_string(self.at, first, _plain(text), look)
            lines = max(lines, _lines(text, sum(self.table.widths[first : last + 1]) * SMALL // LARGE))
        self.page.set_row(self.at, LINE * lines + 8)
        self.at += 1

    def _head(self) -> None:
        look = self._format(font_name=HEAD_FONT, font_size=11, border=1, text_wrap=True, align="center")
        for place, column in enumerate(self.table.columns):
            self.page.write_string(self.at, place, _plain(column), look)
        most = max((_lines(text, width) for text, width in zip(self.table.columns, self.table.widths, strict=True)), default=1)
        self.page.set_row(self.at, LINE * most + 8)
        self.page.repeat_rows(self.at)
        self.at += 1

    def _row(self, row: Sequence[str]) -> None:
        lines = 1
        for place, (text, width) in enumerate(zip(row, self.table.widths, strict=True)):
            centred = place < len(self.table.centred) and self.table.centred[place]
            risky = {"quote_prefix": True} if UNGUARDED.match(text) else {}
            look = self._format(font_size=11, border=1, text_wrap=True, num_format="@", align="center" if centred else "left", **risky)
            if text:
                self.page.write_string(self.at, place, _plain(text), look)
            else:
                self.page.write_blank(self.at, place, None, look)
            lines = max(lines, _lines(text, width))
        self.page.set_row(self.at, min(TALLEST, LINE * lines + 8))
        self.at += 1

    def _set_up(self) -> None:
        if self.table.landscape:
            self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        self.page.set_footer("&C&P / &N")
        self.page.hide_gridlines(2)

    def _format(self, **look: object) -> Format:
        return self.file.add_format({"font_name": FONT, "valign": "vcenter", **look})


def _cuts(widths: Sequence[int], count: int) -> list[tuple[int, int]]:
    """First and last column of so many stretches of about the same width; fewer if there are not enough columns."""
    found: list[tuple[int, int]] = []
    first = taken = 0
    whole = sum(widths)
    for place, width in enumerate(widths):
        taken += width
        if taken >= whole * (len(found) + 1) / count or place == len(widths) - 1:
            found.append((first, place))
            first = place + 1
    return found


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)[:LONGEST_TEXT]


def _lines(text: str, width: int) -> int:
    return sum(ceil(max(1, _width(line)) / max(2, width - 1)) for line in text.split("\n"))


def _width(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("gbk", "replace"))
