"""What the worker does with a roster: read it, place its rows, mark the faulty cells in a workbook. Pure functions of picklable values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dialogs.roster import ROSTER_LIMITS, RosterReading, columns_of, head_of, read_roster
from dialogs.roster_columns import COLUMN_OF, Field
from dialogs.roster_places import Ground, Placed, placed
from question_bank.formats import read_bytes
from question_bank.problems import Finding, Severity
from question_bank.sheets import Row, Sheet, Sheets
from question_bank.writable import HALF, LONGEST, NOT_IN_NAMES

MOST_MARKED = 2_000
"""Cells with a comment; a program that opens the workbook draws each."""

LONGEST_NAME = 28
_NAMES = {"zh": "问题", "en": "Problems"}
_HEADS = {"zh": ("位置", "问题", "怎么改"), "en": ("Place", "Problem", "What to do")}


@dataclass(frozen=True, slots=True)
class RosterRead:
    """A roster as it was read, and where each field stands in each of its sheets."""

    reading: RosterReading
    columns: dict[str, dict[Field, str]]


def read(name: str, data: bytes) -> RosterRead:
    """Read and check a roster, with every problem that the file alone shows."""
    sheets, met = read_bytes(name, data, head_of, ROSTER_LIMITS)
    return RosterRead(read_roster(sheets, met), {sheet: dict(columns_of(found)) for sheet, found in sheets.items()})


def place(reading: RosterReading, ground: Ground) -> tuple[tuple[Placed, ...], tuple[Finding, ...]]:
    """The rows with their places, and the problems of both readings."""
    rows, problems = placed(reading.entries, ground)
    return rows, (*reading.problems, *problems)


def marked(name: str, data: bytes, problems: Sequence[Finding], language: str) -> bytes:
    """The same workbook with a comment on every faulty cell, and a sheet that lists all problems; reads back as the roster it was."""
    from question_bank.workbook_writing import ColumnStyle, Guide, SheetStyle, Workbook, workbook_bytes

    sheets, _ = read_bytes(name, data, head_of, ROSTER_LIMITS)
    tidy = {found.name: replace(_tame(found), name=fit) for found, fit in zip(sheets.values(), _fitting(sheets), strict=True)}
    styles = {}
    for written, sheet in tidy.items():
        notes: dict[tuple[int, str], str] = {}
        for row, column, text in _notes(written, sheet, problems[:MOST_MARKED], language):
            notes[row, column] = f"{notes[row, column]}\n{text}" if (row, column) in notes else text
        widths = {column: ColumnStyle(width=_width(sheet, column)) for column in sheet.columns}
        styles[sheet.name] = SheetStyle(widths, notes=notes)
    listed = tuple((problem.place(language), problem.reason(language), problem.remedy(language)) for problem in problems[:MOST_MARKED])
    guide = Guide(_NAMES[language], ((_HEADS[language], *listed),))
    return workbook_bytes(Workbook({sheet.name: sheet for sheet in tidy.values()}, styles, guide))


def _notes(sheet: str, written: Sheet, problems: Sequence[Finding], language: str) -> Iterator[tuple[int, str, str]]:
    """Where a comment goes: the cell, or the first cell of a row, or the head of a column."""
    for problem in problems:
        if problem.sheet == sheet and written.columns and (problem.row or problem.column):
            column = problem.column if problem.column in written.columns else written.columns[0]
            yield problem.row or 1, str(column), problem.reason(language) + problem.remedy(language)


def _fitting(sheets: Sheets) -> Iterator[str]:
    """Names that a workbook takes, each once."""
    used: set[str] = set()
    for name in sheets:
        fit = NOT_IN_NAMES.sub("_", HALF.sub("_", name)).strip("'")[:LONGEST_NAME] or "_"
        if fit.lower() in {*used, "history"}:
            fit = f"{fit[: LONGEST_NAME - 3]}_{len(used)}"
        used.add(fit.lower())
        yield fit


def _tame(sheet: Sheet) -> Sheet:
    """Without what no workbook can hold."""
    columns = tuple(map(_text, sheet.columns))
    rows = tuple(Row(row.number, {_text(column): _text(text) for column, text in row.cells.items()}) for row in sheet.rows)
    return Sheet(sheet.name, columns, rows)


def _text(text: str) -> str:
    return HALF.sub("\ufffd", text)[: LONGEST // 2]


def _width(sheet: Sheet, column: str) -> int:
    known = columns_of(sheet)
    return next((COLUMN_OF[meant].width for meant, found in known.items() if found == column), 16)


def is_error(problem: Finding) -> bool:
    """Whether it keeps the roster from being loaded."""
    return problem.severity is Severity.ERROR
