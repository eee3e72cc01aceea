"""What the worker does with a roster: read it, place its rows, mark the faulty cells in a workbook. Pure functions of picklable values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.roster import ROSTER_LIMITS, RosterReading, columns_of, head_of, read_roster
from dialogs.roster_columns import COLUMN_OF, Field
from dialogs.roster_places import Ground, Placed, placed
from question_bank.formats import read_bytes
from question_bank.problems import Finding, Severity
from question_bank.sheets import Sheet


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
    from question_bank.marking import marked as workbook_of
    from question_bank.workbook_writing import ColumnStyle, SheetStyle, workbook_bytes

    def dress(sheet: Sheet) -> SheetStyle:
        return SheetStyle({column: ColumnStyle(width=_width(sheet, column)) for column in sheet.columns})

    sheets, _ = read_bytes(name, data, head_of, ROSTER_LIMITS)
    return workbook_bytes(workbook_of(sheets, problems, language, dress))


def _width(sheet: Sheet, column: str) -> int:
    known = columns_of(sheet)
    return next((COLUMN_OF[meant].width for meant, found in known.items() if found == column), 16)


def is_error(problem: Finding) -> bool:
    """Whether it keeps the roster from being loaded."""
    return problem.severity is Severity.ERROR
