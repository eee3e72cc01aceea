"""A bank -> a workbook that its admin edits: the sheets of `writing`, with Chinese headings, hints, drop-downs, locked ids and a guide.

Reading the unchanged workbook gives the same bank. Says how the cells look, never what they hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.bank_headings import GUIDE_LINES, HEADINGS, SHEET_NAMES, Heading
from question_bank.model import Bank, Direction
from question_bank.sheets import Sheet, column_name
from question_bank.workbook_writing import ColumnStyle, Guide, SheetStyle, Workbook
from question_bank.writing import to_sheets

SPARE_ROWS = 500
FLAGS = ("yes", "no")
OPTION_HINT = "选项的文字；不用的选项留空。\nThe option's text; empty if unused."
LANGUAGES = {"en": "英文"}
IDS = {"kinds": "id", "areas": "id", "requirements": "id", "questions": "id", "indicators": "id", "bank": "setting"}
"""The columns that answers, runs and other sheets refer to; changing one by accident would lose them."""


def bank_workbook(bank: Bank) -> Workbook:
    """The workbook of a bank, as an admin downloads it."""
    sheets = to_sheets(bank)
    choices = _choices(bank)
    styles = {name: _style(sheet, choices, bank) for name, sheet in sheets.items()}
    return Workbook(sheets, styles, _guide(bank))


def _choices(bank: Bank) -> Mapping[tuple[str, str], tuple[str, ...]]:
    areas = tuple(area.id for area in bank.areas)
    levels = tuple(str(level.number) for level in bank.levels)
    return {
        ("areas", "parent"): areas,
        ("areas", "heading"): FLAGS,
        ("areas", "tailorable"): FLAGS,
        ("cells", "area"): areas,
        ("cells", "level"): levels,
        ("cells", "empty"): FLAGS,
        ("requirements", "area"): areas,
        ("requirements", "level"): levels,
        ("questions", "requirement"): tuple(requirement.id for requirement in bank.requirements),
        ("questions", "effort"): tuple("12345"),
        ("indicators", "direction"): tuple(Direction),
    }


def _style(sheet: Sheet, choices: Mapping[tuple[str, str], tuple[str, ...]], bank: Bank) -> SheetStyle:
    keys = {mark.key for mark in bank.scale}
    columns = {column: _column(sheet.name, column, choices, keys) for column in sheet.columns}
    return SheetStyle(columns, SPARE_ROWS)


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
    return Guide(f"题库 {bank.title.base}  {bank.id} {bank.version}", (*GUIDE_LINES, table))
