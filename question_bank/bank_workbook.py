"""A bank -> a workbook that its admin edits: the sheets of `writing`, with Chinese headings, hints, drop-downs, locked ids and a guide.

Reading the unchanged workbook gives the same bank. The sheets of a bank with faults can be dressed alike, with a comment on each fault.
Says how the cells look, never what they hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from question_bank.bank_headings import COLOURS, GUIDE_LINES, HEADINGS, SHEET_NAMES, Heading
from question_bank.marking import marked
from question_bank.model import Bank, Direction, Mapped
from question_bank.problems import Finding
from question_bank.sheets import Sheets, column_name
from question_bank.workbook_writing import ColumnStyle, Guide, SheetStyle, Workbook
from question_bank.writing import to_sheets

SPARE_ROWS = 500
LONGEST_CHOICE = 100
FLAGS = ("yes", "no")
OPTION_HINT = "选项的文字；不用的选项留空。\nThe option's text; empty if unused."
LANGUAGES = {"en": "英文"}
IDS = {"kinds": "id", "areas": "id", "requirements": "id", "questions": "id", "indicators": "id", "bank": "setting"}
"""The columns that answers, runs and other sheets refer to; changing one by accident would lose them."""


def bank_workbook(bank: Bank) -> Workbook:
    """The workbook of a bank, as an admin downloads it."""
    sheets = to_sheets(bank)
    return Workbook(sheets, _styles(sheets), _guide(bank))


def marked_bank_workbook(sheets: Sheets, problems: Sequence[Finding], language: str) -> Workbook:
    """Sheets that were read from somewhere, in the same dress, with every problem as a comment where it lies and as a list in front."""
    styles = _styles(sheets)
    return marked(sheets, problems, language, lambda sheet: styles[sheet.name])


def _styles(sheets: Sheets) -> Mapping[str, SheetStyle]:
    choices = _choices(sheets)
    keys = set(_words(sheets, "scale", "key"))
    return {
        name: SheetStyle({column: _column(name, column, choices, keys) for column in sheet.columns}, SPARE_ROWS)
        for name, sheet in sheets.items()
    }


def _words(sheets: Sheets, name: str, column: str) -> tuple[str, ...]:
    """What stands in a column, each text once and short enough for a list to choose from."""
    rows = sheets[name].rows if name in sheets else ()
    return tuple(dict.fromkeys(text for row in rows if (text := row.cells.get(column)) and len(text) <= LONGEST_CHOICE))


def _choices(sheets: Sheets) -> Mapping[tuple[str, str], tuple[str, ...]]:
    areas = _words(sheets, "areas", "id")
    levels = _words(sheets, "levels", "level")
    return {
        ("bands", "level"): levels,
        ("areas", "parent"): areas,
        ("areas", "heading"): FLAGS,
        ("areas", "tailorable"): FLAGS,
        ("cells", "area"): areas,
        ("cells", "level"): levels,
        ("cells", "empty"): FLAGS,
        ("requirements", "area"): areas,
        ("requirements", "level"): levels,
        ("questions", "requirement"): _words(sheets, "requirements", "id"),
        ("questions", "effort"): tuple("12345"),
        ("indicators", "direction"): tuple(Direction),
        ("mapping", "what"): tuple(Mapped),
    }


def _column(sheet: str, column: str, choices: Mapping[tuple[str, str], tuple[str, ...]], keys: set[str]) -> ColumnStyle:
    parts = column_name(column)
    known = HEADINGS.get((sheet, parts.name)) or HEADINGS.get(("", parts.name))
    if known is None:
        known = Heading(f"选项 {parts.name}", OPTION_HINT, 28) if parts.name in keys else Heading(parts.name)
    kind = f"·{parts.kind}" if parts.kind else ""
    language = f"（{LANGUAGES.get(parts.language, parts.language)}）" if parts.language else ""
    return ColumnStyle(
        heading=f"{known.zh}{kind}{language}",
        hint=known.hint,
        width=known.width,
        choices=choices.get((sheet, column), ()),
        numbers=known.number,
        locked=IDS.get(sheet) == column,
        required=known.required and not parts.language,
    )


def _guide(bank: Bank) -> Guide:
    table = (("工作表 Sheet", "名称", "写什么 What it holds"), *((sheet, name, meaning) for sheet, (name, meaning) in SHEET_NAMES.items()))
    return Guide(f"题库 {bank.title.base}  {bank.id} {bank.version}", (*GUIDE_LINES, COLOURS, table))
