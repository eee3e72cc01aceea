"""Sheets -> XLSX, for people: widths, hints, drop-downs, locked ids, a first sheet that explains. The one file that knows XlsxWriter.

Never writes a formula or a link: every text is a text, shows as it is, and reads back as it was. The same sheets give the same bytes.
What a workbook cannot hold is refused before anything is written.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil

from xlsxwriter import Workbook as File
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as Page

from question_bank.csv_text import UNGUARDED
from question_bank.grids import letter
from question_bank.numerals import as_number
from question_bank.sheets import PLAIN_NAME, REMARK, Row, Sheet, Sheets
from question_bank.writable import Unwritable, check_names, check_texts

GUIDE = f"{REMARK}说明"
LISTS = f"{REMARK}lists"
"""Where drop-downs too long for a cell's own list are kept; hidden, and like every sheet whose name begins so, not read."""

MADE = datetime(2024, 1, 1, tzinfo=UTC)
"""Stands in every workbook for the day it was made, so that the same sheets are the same file."""

SHORT_LIST = 255
REMARKS = 20
"""Beside a protected table so many columns stay free for the author's own remarks."""

LINE = 18
TALLEST = 400
"""Height of one line, and of the tallest row, in points."""

HINT_WIDTH = 260
GUIDE_WIDTHS = (22, 14, 54, 40, 40)
INK, DEEP, PALE, RULE = "#1F2937", "#1F4E79", "#DCE6F1", "#BFC9D4"
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": INK, "valign": "top"}

Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """How one column looks. `heading` stands above its name; `hint` is a comment on it; `width` counts half-width characters;
    `places` are the decimals that its numbers show."""

    heading: str = ""
    hint: str = ""
    width: int = 16
    choices: tuple[str, ...] = ()
    numbers: bool = False
    places: int = 0
    locked: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """How one sheet looks. Drop-downs reach `spare_rows` below its last row; `notes` are comments on single cells, by row and column."""

    columns: Mapping[str, ColumnStyle] = field(default_factory=dict)
    spare_rows: int = 0
    frozen_columns: int = 1
    notes: Mapping[tuple[int, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guide:
    """The first sheet: a title, then paragraphs and tables (their first row is the heading). It is not read back."""

    title: str
    blocks: tuple[str | Table, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """All that a workbook holds."""

    sheets: Sheets
    styles: Mapping[str, SheetStyle] = field(default_factory=dict)
    guide: Guide | None = None


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook as a file. Raises `Unwritable` with every reason if there is a text or a name that no workbook can hold."""
    problems = (*check_names(workbook.sheets), *check_texts(workbook.sheets))
    if problems:
        raise Unwritable(problems)
    made = io.BytesIO()
    file = File(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    file.set_properties({"created": MADE})
    ink = _Ink(file)
    if workbook.guide:
        _write_guide(file.add_worksheet(GUIDE), workbook.guide, ink)
    lists = _Lists()
    for sheet in workbook.sheets.values():
        _write_sheet(file.add_worksheet(sheet.name), sheet, workbook.styles.get(sheet.name, SheetStyle()), ink, lists)
    if lists.columns:
        lists.write(file.add_worksheet(LISTS))
    file.close()
    return made.getvalue()


class _Ink:
    """The formats in use; a file may hold few of them, so each is made once."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.file.add_format({**FONT, **properties})
        return self.made[key]

    def head(self, *, required: bool) -> Format:
        colours = {"bg_color": DEEP, "font_color": "#FFFFFF"} if required else {"bg_color": PALE}
        return self.of(bold=True, text_wrap=True, valign="vcenter", border=1, border_color=RULE, num_format="@", **colours)

    def text(self, *, locked: bool, risky: bool = False) -> Format:
        # As text, so that a program which takes what is typed for a formula, a date or a long number does not do so here.
        look = {"bg_color": "#F3F4F6"} if locked else {}
        return self.of(text_wrap=True, num_format="@", locked=locked, quote_prefix=risky, **look)

    def number(self, *, locked: bool, places: int = 0) -> Format:
        shown = {"num_format": "0." + "0" * places} if places else {}
        return self.of(locked=locked, **shown)


@dataclass(slots=True)
class _Lists:
    """The long drop-downs of all sheets, one column each."""

    columns: list[tuple[str, ...]] = field(default_factory=list)

    def source(self, choices: tuple[str, ...]) -> str | list[str]:
        """What the drop-down of a cell refers to."""
        if len(",".join(choices)) <= SHORT_LIST and not any("," in choice or choice != choice.strip() for choice in choices):
            return list(choices)
        if choices not in self.columns:
            self.columns.append(choices)
        column = letter(self.columns.index(choices) + 1)
        return f"='{LISTS}'!${column}$1:${column}${len(choices)}"

    def write(self, page: Page) -> None:
        for column, choices in enumerate(self.columns):
            for row, choice in enumerate(choices):
                page.write_string(row, column, choice)
        page.very_hidden()


def _write_sheet(page: Page, sheet: Sheet, style: SheetStyle, ink: _Ink, lists: _Lists) -> None:
    styles = [style.columns.get(column, ColumnStyle()) for column in sheet.columns]
    _write_head(page, sheet, styles, ink)
    last = max((row.number for row in sheet.rows), default=1)
    pens = [_Pen(page, place, column, look, ink) for place, (column, look) in enumerate(zip(sheet.columns, styles, strict=True))]
    for row in sheet.rows:
        lines = max((pen.write(row) for pen in pens), default=1)
        if lines > 1:  # Excel would find the height itself, other programs do not
            page.set_row(row.number - 1, min(LINE * lines, TALLEST))
    for place, look in enumerate(styles):
        if look.choices:
            page.data_validation(1, place, max(1, last - 1 + style.spare_rows), place, _drop_down(lists.source(look.choices)))
    for (number, column), note in style.notes.items():
        if column in sheet.columns:
            page.write_comment(number - 1, sheet.columns.index(column), note, _comment(note))
    _set_up(page, sheet, style, last)
    if any(look.locked for look in styles):
        _protect(page, len(styles), ink)


def _write_head(page: Page, sheet: Sheet, styles: Sequence[ColumnStyle], ink: _Ink) -> None:
    for place, (column, look) in enumerate(zip(sheet.columns, styles, strict=True)):
        above = look.heading if PLAIN_NAME.fullmatch(column) else ""
        page.write_string(0, place, f"{above}\n{column}" if above else column, ink.head(required=look.required))
        page.set_column(place, place, look.width, ink.text(locked=False))
        if look.hint:
            page.write_comment(0, place, look.hint, _comment(look.hint))
    two_lines = any(look.heading for look in styles)
    page.set_row(0, 2 * LINE + 4 if two_lines else LINE + 8)


class _Pen:
    """Writes the cells of one column, whose formats are looked up once."""

    def __init__(self, page: Page, place: int, column: str, look: ColumnStyle, ink: _Ink) -> None:
        self.page, self.place, self.column, self.look = page, place, column, look
        self.plain, self.risky = (ink.text(locked=look.locked, risky=risky) for risky in (False, True))
        self.number = ink.number(locked=look.locked, places=look.places)

    def write(self, row: Row) -> int:
        """Writes the cell of this row; gives the number of lines it takes."""
        text = row.cells.get(self.column, "")
        number = as_number(text) if self.look.numbers and text else None
        if number is not None:
            self.page.write_number(row.number - 1, self.place, number, self.number)
        elif text:
            self.page.write_string(row.number - 1, self.place, text, self.risky if UNGUARDED.match(text) else self.plain)
        elif self.look.locked:
            self.page.write_blank(row.number - 1, self.place, None, self.plain)
        return _lines(text, self.look.width)


def _drop_down(source: str | list[str]) -> dict[str, object]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": "不在列表里 / Not in the list",
        "error_message": "请从下拉列表里选；写下的内容上传时会核对。\nChoose from the list; whatever is written is checked on upload.",
    }


def _comment(text: str) -> dict[str, object]:
    lines = sum(ceil(max(1, _width(line)) / 34) for line in text.split("\n"))
    return {"width": HINT_WIDTH, "height": LINE * (lines + 1), "font_name": FONT["font_name"], "font_size": 9, "author": ""}


def _set_up(page: Page, sheet: Sheet, style: SheetStyle, last: int) -> None:
    page.set_default_row(LINE)
    page.freeze_panes(1, min(style.frozen_columns, len(sheet.columns)))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if sheet.columns:
        page.autofilter(0, 0, max(1, last - 1), len(sheet.columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{letter(len(sheet.columns))}1048576"})


def _protect(page: Page, columns: int, ink: _Ink) -> None:
    """Locks the ids against a slip of the hand; there is no password, and all else may be changed."""
    page.set_column(columns, columns + REMARKS, None, ink.text(locked=False))
    free = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter", "objects")
    page.protect("", dict.fromkeys(free, True))


def _write_guide(page: Page, guide: Guide, ink: _Ink) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 2)
    for place, width in enumerate(GUIDE_WIDTHS, start=1):
        page.set_column(place, place, width)
    page.set_row(0, 2 * LINE)
    page.write_string(0, 1, guide.title, ink.of(bold=True, font_size=16, font_color=DEEP, valign="vcenter"))
    at = 2
    for block in guide.blocks:
        at = _write_paragraph(page, at, block, ink) if isinstance(block, str) else _write_table(page, at, block, ink)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_paragraph(page: Page, at: int, text: str, ink: _Ink) -> int:
    page.merge_range(at, 1, at, len(GUIDE_WIDTHS), "", ink.of(text_wrap=True))
    page.write_string(at, 1, text, ink.of(text_wrap=True))
    page.set_row(at, LINE * _lines(text, sum(GUIDE_WIDTHS)) + 2)
    return at + 1


def _write_table(page: Page, at: int, table: Table, ink: _Ink) -> int:
    at += 1
    for place, line in enumerate(table):
        look = (
            ink.head(required=False)
            if place == 0
            else ink.of(text_wrap=True, border=1, border_color=RULE, num_format="@", valign="vcenter")
        )
        for column, text in enumerate(line):
            page.write_string(at + place, column + 1, text, look)
        page.set_row(at + place, LINE * max(_lines(text, width) for text, width in zip(line, GUIDE_WIDTHS, strict=False)) + 2)
    return at + len(table) + 1


def _lines(text: str, width: int) -> int:
    if len(text) * 2 < width and "\n" not in text:
        return 1
    return sum(ceil(max(1, _width(line)) / width) for line in text.split("\n"))


def _width(text: str) -> int:
    """How wide a text is in half-width characters: Chinese takes two bytes in GBK and two places on the screen."""
    return len(text) if text.isascii() else len(text.encode("gbk", "replace"))
