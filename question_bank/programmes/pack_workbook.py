"""A rule pack -> a workbook that its admin edits: the sheets of `writing`, with Chinese headings, hints, drop-downs, locked ids, a guide.

Reading the unchanged workbook gives the same pack. The sheets of one with faults can be dressed alike, with a comment on each fault; a
template is the workbook of a small example. Says how the cells look, never what they hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from question_bank.bank_headings import COLOURS, Heading
from question_bank.marking import marked
from question_bank.problems import Finding
from question_bank.programmes.form_checks import FORM_CHECKS
from question_bank.programmes.form_model import FormFormat, FormScope, PartKind
from question_bank.programmes.headings import GUIDE_LINES, HEADINGS, SHEET_NAMES
from question_bank.programmes.layout import PROGRAMME
from question_bank.programmes.model import FactKind, Force, Join, Operator, Programme
from question_bank.programmes.sources import SOURCES
from question_bank.programmes.writing import to_sheets
from question_bank.sheets import Sheets, column_name
from question_bank.workbook_writing import ColumnStyle, Guide, SheetStyle, Workbook

SPARE_ROWS = 200
LONGEST_CHOICE = 100
FLAGS = ("yes", "no")
LANGUAGES = {"en": "英文"}
IDS = {PROGRAMME: "setting", "choices": "key", "parts": "", "quotas": ""}
"""The columns that other sheets and stored facts refer to; `id` in every other sheet."""


def pack_workbook(programme: Programme) -> Workbook:
    """The workbook of a programme, as an admin downloads it."""
    return dressed(to_sheets(programme), f"申报项目 {programme.title.base}  {programme.id} {programme.version}")


def dressed(sheets: Sheets, title: str) -> Workbook:
    """These sheets with headings, hints and drop-downs, under a guide of this title."""
    return Workbook(sheets, _styles(sheets), _guide(title))


def marked_pack_workbook(sheets: Sheets, problems: Sequence[Finding], language: str) -> Workbook:
    """Sheets that were read from somewhere, in the same dress, with every problem as a comment where it lies and as a list in front."""
    styles = _styles(sheets)
    return marked(sheets, problems, language, lambda sheet: styles[sheet.name])


def _styles(sheets: Sheets) -> Mapping[str, SheetStyle]:
    choices = _choices(sheets)
    return {
        name: SheetStyle({column: _column(name, column, choices) for column in sheet.columns}, SPARE_ROWS) for name, sheet in sheets.items()
    }


def _words(sheets: Sheets, name: str, column: str) -> tuple[str, ...]:
    """What stands in a column, each text once and short enough for a list to choose from."""
    rows = sheets[name].rows if name in sheets else ()
    return tuple(dict.fromkeys(text for row in rows if (text := row.cells.get(column)) and len(text) <= LONGEST_CHOICE))


def _choices(sheets: Sheets) -> Mapping[tuple[str, str], tuple[str, ...]]:
    forms = _words(sheets, "forms", "id")
    return {
        ("facts", "kind"): tuple(FactKind),
        ("facts", "choices"): _words(sheets, "choices", "list"),
        ("facts", "source"): tuple(SOURCES),
        ("facts", "suggested"): FLAGS,
        ("facts", "form_only"): FLAGS,
        ("conditions", "parent"): _words(sheets, "conditions", "id"),
        ("conditions", "track"): _words(sheets, "tracks", "id"),
        ("conditions", "force"): tuple(Force),
        ("conditions", "mendable"): FLAGS,
        ("conditions", "join"): tuple(Join),
        ("conditions", "fact"): _words(sheets, "facts", "id"),
        ("conditions", "operator"): tuple(Operator),
        ("forms", "format"): tuple(FormFormat),
        ("forms", "scope"): tuple(FormScope),
        ("forms", "landscape"): FLAGS,
        ("parts", "form"): forms,
        ("parts", "kind"): tuple(PartKind),
        ("parts", "required"): FLAGS,
        ("rules", "form"): forms,
        ("rules", "check"): tuple(FORM_CHECKS),
    }


def _column(sheet: str, column: str, choices: Mapping[tuple[str, str], tuple[str, ...]]) -> ColumnStyle:
    parts = column_name(column)
    known = HEADINGS.get((sheet, parts.name)) or HEADINGS.get(("", parts.name)) or Heading(parts.name)
    language = f"（{LANGUAGES.get(parts.language, parts.language)}）" if parts.language else ""
    return ColumnStyle(
        heading=f"{known.zh}{language}",
        hint=known.hint,
        width=known.width,
        choices=choices.get((sheet, column), ()),
        numbers=known.number,
        locked=IDS.get(sheet, "id") == column,
        required=known.required and not parts.language,
    )


def _guide(title: str) -> Guide:
    table = (("工作表 Sheet", "名称", "写什么 What it holds"), *((sheet, name, meaning) for sheet, (name, meaning) in SHEET_NAMES.items()))
    return Guide(title, (*GUIDE_LINES, COLOURS, table))
