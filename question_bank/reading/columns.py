"""Which of the sheets and columns that came are those of a layout: reports the missing and the unknown.

A misspelt name is reported once and read as the nearest known one, so that it does not also count as missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from question_bank.layout import Column, Frame, Layout
from question_bank.problems import Code, Problem, suggest
from question_bank.sheets import REMARK, Row, Sheet, Sheets, column_name


def known_sheets(sheets: Sheets, layouts: Sequence[Layout]) -> tuple[Sheets, tuple[Problem, ...]]:
    """The sheets that have a layout, by their right names."""
    known = {layout.sheet for layout in layouts}
    found = {name: sheet for name, sheet in sheets.items() if name in known}
    problems: list[Problem] = []
    for name in sheets:
        if name in known or name.startswith(REMARK):
            continue
        near = suggest(name, [layout.sheet for layout in layouts if layout.sheet not in found])
        problems.append(Problem(Code.SHEET_UNKNOWN, name, params={"sheet": name, "suggestion": near}))
        if near:
            found[near] = sheets[name]
    for layout in layouts:
        if layout.sheet not in found and layout.required:
            problems.append(Problem(Code.SHEET_MISSING, layout.sheet, params={"sheet": layout.sheet}))
        elif layout.sheet in found and not found[layout.sheet].rows and layout.required:
            problems.append(Problem(Code.SHEET_EMPTY, layout.sheet, params={"sheet": layout.sheet}))
    return found, tuple(problems)


def known_columns(sheet: Sheet, layout: Layout, frame: Frame, settings: str) -> tuple[Sheet, tuple[Problem, ...]]:
    """The sheet with its columns by their right names; a sheet without any column is left to the complaint that it is empty.

    `settings` is the sheet that names the languages.
    """
    allowed = frame.columns(layout)
    problems: list[Problem] = []
    renamed: dict[str, str] = {}
    unspoken: dict[str, str] = {}
    for column in sheet.columns:
        language = column_name(column).language
        if column not in allowed and language and language not in frame.others:
            unspoken.setdefault(language, column)
            renamed[column] = ""
        elif column not in allowed:
            near = suggest(column, [other for other in allowed if other not in sheet.columns and other not in renamed.values()])
            problems.append(Problem(Code.COLUMN_UNKNOWN, sheet.name, 1, column, {"column": column, "suggestion": near}))
            renamed[column] = near
    problems.extend(
        Problem(Code.LANGUAGE_UNKNOWN, sheet.name, 1, at, {"language": language, "sheet": settings}) for language, at in unspoken.items()
    )
    names = tuple(renamed.get(column, column) for column in sheet.columns)
    if sheet.columns:
        problems.extend(_missing(sheet.name, allowed, names))
    limit = layout.rows
    if len(sheet.rows) > limit:
        problems.append(Problem(Code.ROWS_TOO_MANY, sheet.name, params={"count": str(len(sheet.rows)), "limit": str(limit)}))
    return Sheet(layout.sheet, names, _renamed(sheet.rows[:limit], renamed)), tuple(problems)


def _missing(sheet: str, allowed: dict[str, Column], present: tuple[str, ...]) -> Iterator[Problem]:
    for column, meant in allowed.items():
        if meant.required and "@" not in column and column not in present:
            yield Problem(Code.COLUMN_MISSING, sheet, 1, column, {"column": column})


def _renamed(rows: tuple[Row, ...], renamed: dict[str, str]) -> tuple[Row, ...]:
    if not renamed:
        return rows
    return tuple(Row(row.number, {new: text for column, text in row.cells.items() if (new := renamed.get(column, column))}) for row in rows)
