"""What is done with any table that has a layout, before and after its cells are understood: right names, unsafe cells, problems in order.

Knows no meaning. Banks and rule packs are read through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from question_bank.layout import Frame, Layout
from question_bank.problems import Code, Problem, Severity
from question_bank.reading.cells import unsafe
from question_bank.reading.columns import known_columns
from question_bank.sheets import Sheet, Sheets


@dataclass(frozen=True, slots=True)
class Tidy:
    """Every sheet of the layouts, empty where it did not come, with its columns by their right names; and what was wrong with those."""

    layouts: tuple[Layout, ...]
    sheets: Sheets
    misnamed: tuple[Problem, ...]

    def told(self, meant: Iterable[Problem], unnamed: Iterable[Problem], of_files: Sequence[Problem]) -> tuple[Problem, ...]:
        """All problems by place: those of the files, of names, of unsafe cells, and of what the cells mean, each told once."""
        dirty = [problem for sheet in self.sheets.values() for row in sheet.rows for problem in unsafe(sheet.name, row)]
        once = _once_per_cell(_once_per_column(meant, self.misnamed), of_files)
        return _sorted([*of_files, *unnamed, *self.misnamed, *dirty, *once], self.sheets, self.layouts)


def tidied(named: Sheets, layouts: tuple[Layout, ...], frame: Frame) -> Tidy:
    """The sheets as their layouts have them; the first layout is that of the settings."""
    empty = {layout.sheet: Sheet(layout.sheet, (), ()) for layout in layouts}
    framed = [known_columns(named.get(layout.sheet, empty[layout.sheet]), layout, frame, layouts[0].sheet) for layout in layouts]
    return Tidy(layouts, {sheet.name: sheet for sheet, _ in framed}, tuple(problem for _, found in framed for problem in found))


def sound(problems: Iterable[Problem]) -> bool:
    """Whether nothing among these keeps the whole from being used."""
    return all(problem.severity is not Severity.ERROR for problem in problems)


def words(sheets: Sheets, layout: Layout, column: str) -> tuple[str, ...]:
    """What stands in a column of a sheet, each word once, in its order."""
    rows = sheets[layout.sheet].rows[: layout.rows] if layout.sheet in sheets else ()
    return tuple(dict.fromkeys(row.cells[column] for row in rows if column in row.cells))


def _once_per_column(problems: Iterable[Problem], misnamed: Iterable[Problem]) -> Iterator[Problem]:
    """Without those that only repeat, row by row, that a whole column is missing."""
    missing = {(problem.sheet, problem.column) for problem in misnamed if problem.code is Code.COLUMN_MISSING}
    return (problem for problem in problems if (problem.sheet, problem.column) not in missing)


def _once_per_cell(problems: Iterable[Problem], of_files: Iterable[Problem]) -> Iterator[Problem]:
    """Without those that only say that a cell is empty which the file could not give: a formula, an error, a date."""
    told = {(problem.sheet, problem.row, problem.column) for problem in of_files if problem.column}
    return (problem for problem in problems if (problem.sheet, problem.row, problem.column) not in told)


def _sorted(problems: Iterable[Problem], sheets: Sheets, layouts: Sequence[Layout]) -> tuple[Problem, ...]:
    """By sheet in the order of the layouts, then row, then column in the order of the sheet; what has no row comes first."""
    order = {layout.sheet: place for place, layout in enumerate(layouts)}

    def place(problem: Problem) -> tuple[int, str, int, int, str, str]:
        columns = sheets[problem.sheet].columns if problem.sheet in sheets else ()
        column = problem.column or ""
        base = column if column in columns else column.partition("@")[0]
        rank = columns.index(base) if base in columns else -1
        return order.get(problem.sheet, len(order)), problem.sheet, problem.row or 0, rank, column, problem.code

    return tuple(sorted(problems, key=place))
