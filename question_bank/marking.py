"""Sheets as they were read, with what is wrong with them, as a workbook to correct: a comment on every faulty cell, a list in front.

Whatever the sheets hold is text. Reads back as the sheets it was made of; what no workbook can hold (over-long texts, half characters,
names that a program refuses) is tamed. Remarks and empty columns were not read and are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from question_bank.problems import Finding, Severity
from question_bank.sheets import Row, Sheet, Sheets
from question_bank.workbook_writing import GUIDE, LISTS, Guide, SheetStyle, Workbook
from question_bank.writable import HALF, LONGEST, NOT_IN_NAMES

MOST_MARKED = 2_000
"""Cells with a comment; a program that opens the workbook draws each."""

LONGEST_NOTE = 2_000
LONGEST_NAME = 28
RESERVED = frozenset({"history", GUIDE.lower(), LISTS.lower()})
NAMES = {"zh": "问题", "en": "Problems"}
HEADS = {"zh": ("位置", "", "问题", "怎么改"), "en": ("Place", "", "Problem", "What to do")}
GRADES = {"zh": ("错误", "请核对"), "en": ("Error", "Please check")}

Dress = Callable[[Sheet], SheetStyle]
"""How a sheet looks; asked for each sheet by its own name."""


def marked(sheets: Sheets, problems: Sequence[Finding], language: str, dress: Dress) -> Workbook:
    """The workbook. Of very many problems the first are marked and listed."""
    told = problems[:MOST_MARKED]
    fitted: dict[str, Sheet] = {}
    styles: dict[str, SheetStyle] = {}
    for sheet, name in zip(sheets.values(), _fitting(sheets), strict=True):
        fitted[name] = replace(_tame(sheet), name=name)
        notes: dict[tuple[int, str], str] = {}
        for row, column, text in _notes(sheet.name, fitted[name], told, language):
            notes[row, column] = f"{notes[row, column]}\n{text}" if (row, column) in notes else text
        styles[name] = replace(dress(sheet), notes={place: text[:LONGEST_NOTE] for place, text in notes.items()})
    listed = tuple((found.place(language), _grade(found, language), found.reason(language), found.remedy(language)) for found in told)
    return Workbook(fitted, styles, Guide(NAMES[language], ((HEADS[language], *listed),)))


def _grade(problem: Finding, language: str) -> str:
    return GRADES[language][problem.severity is not Severity.ERROR]


def _notes(sheet: str, written: Sheet, problems: Sequence[Finding], language: str) -> Iterator[tuple[int, str, str]]:
    """Where a comment goes: the cell, or the first cell of a row, or the head of a column."""
    for problem in problems:
        if problem.sheet == sheet and written.columns and (problem.row or problem.column):
            column = problem.column if problem.column in written.columns else written.columns[0]
            yield problem.row or 1, str(column), problem.reason(language) + problem.remedy(language)


def _fitting(sheets: Sheets) -> Iterator[str]:
    """Names that a workbook takes, each once."""
    used = set(RESERVED)
    for name in sheets:
        wished = NOT_IN_NAMES.sub("_", HALF.sub("_", name))[:LONGEST_NAME].strip("'") or "_"
        fit, times = wished, 1
        while fit.lower() in used:
            times += 1
            fit = f"{wished[: LONGEST_NAME - 4]}_{times}"
        used.add(fit.lower())
        yield fit


def _tame(sheet: Sheet) -> Sheet:
    """Without what no workbook can hold."""
    columns = tuple(map(_text, sheet.columns))
    rows = tuple(Row(row.number, {_text(column): _text(text) for column, text in row.cells.items()}) for row in sheet.rows)
    return Sheet(sheet.name, columns, rows)


def _text(text: str) -> str:
    return HALF.sub("\ufffd", text)[: LONGEST // 2]
