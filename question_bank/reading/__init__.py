"""Sheets -> a bank, or nothing, and every problem found on the way.

Raises nothing and stops at nothing: a faulty cell is read as something harmless so that the rest is still looked at. There is a bank
only if no problem is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from question_bank.checks import check
from question_bank.layout import LAYOUT, LAYOUTS, SHEET_ORDER, Frame
from question_bank.model import Bank
from question_bank.problems import Code, Problem, Severity
from question_bank.reading.cells import unsafe
from question_bank.reading.columns import known_columns, known_sheets
from question_bank.reading.drafting import draft_of
from question_bank.reading.settings import languages_of
from question_bank.sheets import Sheet, Sheets

__all__ = ["Reading", "read_bank", "sorted_problems"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the bank if it may be used, and all problems by place."""

    bank: Bank | None
    problems: tuple[Problem, ...]


def read_bank(sheets: Sheets, met: Iterable[Problem] = ()) -> Reading:
    """Reads and checks a whole bank; problems are sorted by sheet, row and column.

    `met` are the problems of the files, which count like the others: `read_bank(*formats.read(path))`.
    """
    of_files = tuple(met)
    if not sheets and any(problem.severity is Severity.ERROR for problem in of_files):
        return Reading(None, of_files)  # nothing was read: that everything is missing would be no news
    named, unnamed = known_sheets(sheets)
    frame = _frame(named)
    framed = [known_columns(named.get(layout.sheet, Sheet(layout.sheet, (), ())), layout.sheet, frame) for layout in LAYOUTS]
    right = {sheet.name: sheet for sheet, _ in framed}
    misnamed = [problem for _, found in framed for problem in found]
    dirty = [problem for sheet in right.values() for row in sheet.rows for problem in unsafe(sheet.name, row)]
    draft, misread = draft_of(right, frame)
    meant = _once_per_cell(_once_per_column([*misread, *check(draft)], misnamed), of_files)
    everything = sorted_problems([*of_files, *unnamed, *misnamed, *dirty, *meant], right)
    sound = all(problem.severity is not Severity.ERROR for problem in everything)
    return Reading(draft.bank if sound else None, everything)


def _once_per_column(problems: Iterable[Problem], misnamed: Iterable[Problem]) -> Iterator[Problem]:
    """Without those that only repeat, row by row, that a whole column is missing."""
    missing = {(problem.sheet, problem.column) for problem in misnamed if problem.code is Code.COLUMN_MISSING}
    return (problem for problem in problems if (problem.sheet, problem.column) not in missing)


def _once_per_cell(problems: Iterable[Problem], of_files: Iterable[Problem]) -> Iterator[Problem]:
    """Without those that only say that a cell is empty which the file could not give: a formula, an error, a date."""
    told = {(problem.sheet, problem.row, problem.column) for problem in of_files if problem.column}
    return (problem for problem in problems if (problem.sheet, problem.row, problem.column) not in told)


def sorted_problems(problems: Iterable[Problem], sheets: Sheets) -> tuple[Problem, ...]:
    """By sheet in the order of the layout, then row, then column in the order of the sheet; what has no row comes first."""

    def place(problem: Problem) -> tuple[int, str, int, int, str, str]:
        columns = sheets[problem.sheet].columns if problem.sheet in sheets else ()
        column = problem.column or ""
        base = column if column in columns else column.partition("@")[0]
        rank = columns.index(base) if base in columns else -1
        return SHEET_ORDER.get(problem.sheet, len(SHEET_ORDER)), problem.sheet, problem.row or 0, rank, column, problem.code

    return tuple(sorted(problems, key=place))


def _frame(sheets: Sheets) -> Frame:
    own, languages = languages_of(sheets.get("bank"))
    others = tuple(language for language in languages if language != own)
    return Frame(kinds=_words(sheets, "kinds", "id"), keys=_words(sheets, "scale", "key"), others=others)


def _words(sheets: Sheets, name: str, column: str) -> tuple[str, ...]:
    rows = sheets[name].rows[: LAYOUT[name].rows] if name in sheets else ()
    return tuple(dict.fromkeys(row.cells[column] for row in rows if column in row.cells))
