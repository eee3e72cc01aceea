"""Days that a spreadsheet program made of what was typed: taken for what they are where a rule pack has days, and nowhere else.

A file's reader cannot know where a date is meant, so it tells every one; here those are taken back that stand in the right place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from question_bank.problems import Code, Problem
from question_bank.programmes.layout import PROGRAMME
from question_bank.programmes.values import day
from question_bank.sheets import Row, Sheet, Sheets

WHERE = {("windows", "opens"), ("windows", "closes"), ("conditions", "values"), (PROGRAMME, "value")}
"""What else such a cell may mean (a version of 1.2, which became a day) is told by whoever reads it."""

Place = tuple[str, int | None]


def days_taken(sheets: Sheets, met: Iterable[Problem]) -> tuple[Sheets, tuple[Problem, ...]]:
    """The sheets with these days written out, and the problems that are left."""
    left: list[Problem] = []
    days: dict[Place, dict[str, str]] = {}
    for problem in met:
        column, written = problem.column or "", problem.params.get("value", "")
        if problem.code is Code.DATE_CELL and (problem.sheet, column) in WHERE and day(written) is not None:
            days.setdefault((problem.sheet, problem.row), {})[column] = written
        else:
            left.append(problem)
    if not days:
        return sheets, tuple(left)
    return {name: _filled(sheet, days) for name, sheet in sheets.items()}, tuple(left)


def _filled(sheet: Sheet, days: Mapping[Place, Mapping[str, str]]) -> Sheet:
    rows = (Row(row.number, {**row.cells, **days.get((sheet.name, row.number), {})}) for row in sheet.rows)
    return Sheet(sheet.name, sheet.columns, tuple(rows))
