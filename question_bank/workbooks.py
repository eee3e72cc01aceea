"""XLSX -> sheets. The one file that reads with openpyxl: it decodes the cells of one row at a time; the archive around them is opened by
`archives`, behind limits, and what the cells are good for is decided in `grids`.

Takes bytes and touches no file. A formula is never a value, with or without a result beside it. Hidden sheets are not read, and said so;
a sheet whose name begins with `#` is a remark and passed over.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from posixpath import join, normpath
from typing import cast
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import PKG_REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from question_bank.archives import LIMITS, WORKBOOK, Limits, Parts, Refused, unpacked
from question_bank.grids import MAX_HEAD, Area, Fault, Grid, Head, first_row, sheet_from
from question_bank.numerals import about, numeral
from question_bank.problems import Code, Problem, shown
from question_bank.sheets import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, REMARK, Sheets
from question_bank.workbook_texts import text_of, unescaped
from question_bank.writable import LONGEST

RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedstrings.xml"
STYLES = "xl/styles.xml"
NO_PART = b"<none/>"
SPACES = (SHEET_MAIN_NS, PKG_REL_NS)
INLINE = f"{{{SHEET_MAIN_NS}}}is"

INNER = {f"{{{SHEET_MAIN_NS}}}{name}" for name in ("c", "v", "f", "is", "t", "r", "rPh", "phoneticPr", "si", "xf")}
MOST_INSIDE = 100_000
"""Elements inside one row, string or table of styles; the widest row has 16,384 cells of three or four."""

MOST_MERGES = 20_000
"""Of one sheet; the others are only counted."""

LAST_ROW = MAX_ROWS + MAX_HEAD
LONGEST_FORMAT = 255
"""Of a number format, or of a faulty cell, no more than this is looked at."""

CHINESE_DATES = (*range(27, 37), *range(50, 59))
"""Formats that have no text in the file because a Chinese Excel has them built in."""

TRUE = ("1", "true")
DAMAGE = (ValueError, LookupError, TypeError, ArithmeticError, AttributeError)
"""What the library meets broken cells with; it has no error of its own."""


def read_workbook(name: str, data: bytes, head_of: Head = first_row, limits: Limits = LIMITS) -> tuple[Sheets, tuple[Problem, ...]]:
    """The visible sheets of a workbook and everything that is wrong with them; nothing is raised over what the bytes contain.

    `name` is what the file is called in problems; `head_of` finds the row with the column names in the top of each sheet.
    """
    try:
        book = _Book(unpacked(data, limits))
        tabs = book.tabs
        _once_each(to_read := [tab for tab in tabs[:MAX_SHEETS] if tab.is_read])
        read = [sheet_from(book.grid(tab), head_of) for tab in to_read]
    except Refused as refused:
        return {}, (refused.problem(name),)
    hidden = [Problem(Code.SHEET_HIDDEN, tab.name, params={"sheet": tab.name}) for tab in tabs[:MAX_SHEETS] if tab.is_hidden]
    problems = [*_few(name, len(tabs)), *hidden, *(problem for _, found in read for problem in found)]
    return {sheet.name: sheet for sheet, _ in read}, tuple(problems)


def _few(name: str, count: int) -> Sequence[Problem]:
    params = {"count": str(count), "limit": str(MAX_SHEETS)}
    return [Problem(Code.SHEETS_TOO_MANY, name, params=params)] if count > MAX_SHEETS else []


def _once_each(tabs: Sequence[_Tab]) -> None:
    """A hundred sheets that share a part would be a hundred times the work that the limits allow; in one without a name no place could
    be told. No program makes either."""
    first: dict[str, _Tab] = {}
    for tab in tabs:
        if not tab.name.strip():
            raise Refused(Code.WORKBOOK_DAMAGED, detail=shown(f'"{tab.name}": {tab.part}'))
        if (other := first.setdefault(tab.part, tab)) is not tab:
            raise Refused(Code.WORKBOOK_DAMAGED, detail=shown(f"{other.name} = {tab.name}"))


@dataclass(frozen=True, slots=True)
class _Tab:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    state: str

    @property
    def is_hidden(self) -> bool:
        return self.state != "visible" and not self.name.startswith(REMARK)

    @property
    def is_read(self) -> bool:
        return self.state == "visible" and not self.name.startswith(REMARK)


class _Book:
    """The parts of a workbook and what its sheets share: strings, date formats, the first day of its calendar."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.tabs = tuple(_tabs(parts))
        ((name, times),) = Counter(tab.name.lower() for tab in self.tabs).most_common(1) or [("", 0)]
        if times > 1:
            raise Refused(Code.WORKBOOK_DAMAGED, detail=shown(f"{name} x {times}"))
        self.decoder = _Decoder(parts)

    def grid(self, tab: _Tab) -> Grid:
        """One sheet as it lies in the file; a part that breaks the rules of the format is reported with its last good row."""
        sheet = _Sheet(self.decoder)
        try:
            for element in _elements(self.parts[tab.part], "row", "mergeCell", "col"):
                sheet.take(element)
        except DAMAGE as error:
            raise Refused(Code.WORKBOOK_DAMAGED, detail=shown(f"{tab.name} > {sheet.number}: {error}", 80)) from error
        return sheet.grid(tab.name)


def _tabs(parts: Parts) -> Iterator[_Tab]:
    targets = {element.get("Id", ""): dict(element.items()) for element in _elements(parts.get(RELATIONS, NO_PART), "Relationship")}
    for element in _elements(parts[WORKBOOK], "sheet"):
        relation = targets.get(next((value for name, value in element.items() if name.endswith("}id")), ""))
        target = relation.get("Target", "") if relation else ""
        part = target[1:] if target.startswith("/") else normpath(join("xl", target))
        if part.lower() in parts:
            yield _Tab(element.get("name", ""), part.lower(), element.get("state", "visible"))
        elif not relation or relation.get("Type", "").endswith("/worksheet"):  # else a sheet that is nothing but a chart
            raise Refused(Code.WORKBOOK_DAMAGED, detail=shown(f"{element.get('name', '')}: {part}"))


def _elements(part: bytes, *names: str) -> Iterator[Element]:
    """Every element of these names as it is closed, emptied afterwards; the part is well-formed, since `archives` has been over it.

    Whatever is neither of them nor may stand inside one is emptied at once, so that a part costs no more memory than its largest element.
    """
    wanted = {f"{{{space}}}{name}" for space in SPACES for name in names}
    kept = 0
    for _, element in iterparse(io.BytesIO(part)):
        if element.tag in wanted:
            yield element
            element.clear()
            kept = 0
        elif element.tag in INNER:
            kept += 1
            if kept > MOST_INSIDE:
                raise Refused(Code.WORKBOOK_TOO_LARGE, detail=f"> {MOST_INSIDE} XML", limit=f"{MOST_INSIDE} XML")
        else:
            element.clear()


class _Decoder:
    """Turns the cells of one workbook into texts and faults."""

    def __init__(self, parts: Parts) -> None:
        calendar = (element.get("date1904") for element in _elements(parts[WORKBOOK], "workbookPr"))
        self.first_day = CALENDAR_MAC_1904 if next(calendar, None) in TRUE else CALENDAR_WINDOWS_1900
        self.formats = _cell_formats(parts.get(STYLES, NO_PART))
        strings = [text_of(element) for element in _elements(parts.get(STRINGS, NO_PART), "si")]
        # Values, not formulas: a shared formula would be spelt out for every cell. Dates are decoded here, since the library only warns.
        self.cells = WorkSheetParser(io.BytesIO(), strings, data_only=True)

    def cell(self, element: Element) -> tuple[int, str | Fault | None]:
        """The column of a cell, and its text, or why it has none; nothing if it is empty."""
        if element.get("t") == "inlineStr":  # the library builds objects for every run of the text
            self.pass_over(element.get("r"))
            found = element.find(INLINE)
            inline = {"value": None if found is None else text_of(found), "data_type": "s"}
            return self.cells.col_counter, self._content(element, inline)
        read = self.cells.parse_cell(element)
        return cast("int", read["column"]), self._content(element, read)

    def pass_over(self, written: str | None) -> None:
        """A cell holds its place, also an empty one, for those after it that do not say theirs."""
        self.cells.col_counter = coordinate_to_tuple(written)[1] if written else self.cells.col_counter + 1

    def _content(self, element: Element, read: Mapping[str, object]) -> str | Fault | None:
        value = read["value"]
        if (formula := element.find(FORMULA_TAG)) is not None:
            return _fault(Code.FORMULA_CELL, f"={formula.text or '…'}")
        match value:
            case None | "":
                return None
            case bool():
                return "yes" if value else "no"
            case int() | float():
                return self._number(value, self.formats.get(cast("int", read["style_id"]), ""))
            case str() if read["data_type"] == "e":
                return _fault(Code.CELL_ERROR, value)
            case str() if len(value) > LONGEST:
                return Fault(Code.CELL_TOO_LONG, {"length": str(len(value)), "limit": str(LONGEST)})
            case str():
                return value if element.get("t") in {"s", "inlineStr"} else unescaped(value)
            case _:
                return _fault(Code.DATE_CELL, str(value))

    def _number(self, value: float, pattern: str) -> str | Fault:
        if pattern:
            try:
                found = from_excel(value, self.first_day, timedelta=is_timedelta_format(pattern))
            except (OverflowError, ValueError):
                return _fault(Code.CELL_ERROR, "#VALUE!")
            return _fault(Code.DATE_CELL, str(found).removesuffix(" 00:00:00"))
        written = numeral(value)
        return _fault(Code.NUMBER_INEXACT, about(value)) if written is None else written


def _fault(code: Code, value: str) -> Fault:
    return Fault(code, {"value": value[:LONGEST_FORMAT]})


def _cell_formats(part: bytes) -> Mapping[int, str]:
    """The number format of each style that shows a number as a date or a time."""
    patterns = {number: pattern for number, pattern in BUILTIN_FORMATS.items() if is_date_format(pattern)}
    patterns |= dict.fromkeys(CHINESE_DATES, "yyyy-mm-dd")
    styles: dict[int, str] = {}
    for element in _elements(part, "numFmt", "cellXfs"):
        if (pattern := element.get("formatCode", "")[:LONGEST_FORMAT]) or element.get("numFmtId"):
            patterns[_whole(element.get("numFmtId"))] = pattern if is_date_format(pattern) else ""
        else:
            styles = {place: pattern for place, xf in enumerate(element) if (pattern := patterns.get(_whole(xf.get("numFmtId")), ""))}
    return styles


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


class _Sheet:
    """A grid in the making, element by element."""

    def __init__(self, decoder: _Decoder) -> None:
        self.decoder = decoder
        self.number = 0
        self.width = 0
        self.height = 0
        self.rows: dict[int, dict[int, str | Fault]] = {}
        self.merged: list[Area] = []
        self.hidden_rows: list[int] = []
        self.hiding = [0] * (MAX_COLUMNS + 2)

    def take(self, element: Element) -> None:
        match element.tag.rpartition("}")[2]:
            case "row":
                self._row(element)
            case "mergeCell":
                self._merge(element.get("ref", ""))
            case "col" if element.get("hidden") in TRUE:
                self.hiding[min(_whole(element.get("min")), MAX_COLUMNS + 1)] += 1
                self.hiding[min(_whole(element.get("max")), MAX_COLUMNS) + 1] -= 1

    def grid(self, name: str) -> Grid:
        hidden = [number for number, depth in enumerate(accumulate(self.hiding)) if depth > 0]
        return Grid(name, self.rows, self.merged, self.hidden_rows, hidden, self.width, self.height)

    def _row(self, row: Element) -> None:
        written = row.get("r")
        self.number = self.number + 1 if written is None else int(written)
        if not len(row):
            return
        if self.number > LAST_ROW:
            self.height = max(self.height, self.number if any(map(len, row)) else 0)
            return
        self.decoder.cells.row_counter, self.decoder.cells.col_counter = self.number, 0
        if found := dict(self._cells(row)):
            self.height = max(self.height, self.number)
            self.width = max(self.width, *found)
            self.rows.setdefault(self.number, {}).update((at, cell) for at, cell in found.items() if at <= MAX_COLUMNS)
            if row.get("hidden") in TRUE:
                self.hidden_rows.append(self.number)

    def _cells(self, row: Element) -> Iterator[tuple[int, str | Fault]]:
        for element in row:
            if len(element):
                column, content = self.decoder.cell(element)
                if content is not None:
                    yield column, content
            else:
                self.decoder.pass_over(element.get("r"))

    def _merge(self, written: str) -> None:
        if len(self.merged) >= MOST_MERGES:
            self.merged.append(self.merged[-1])
            return
        left, top, right, bottom = range_boundaries(written)
        area = Area(written, top or 1, left or 1, bottom or LAST_ROW, right or MAX_COLUMNS)
        if (area.top, area.left) != (area.bottom, area.right):
            self.merged.append(area)
