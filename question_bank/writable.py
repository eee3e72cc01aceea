"""What no file can hold: checked before anything is written, so that a file is whole or is not written at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from question_bank.problems import Code, Problem
from question_bank.sheets import Sheets

LONGEST = 32_767
"""What a cell of a spreadsheet program holds, counted as it counts: in units of UTF-16."""

LONGEST_NAME = 31
HALF = re.compile("[\ud800-\udfff]")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Unwritable(ValueError):
    """The sheets cannot be written, for these reasons; no file was made."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n\n".join(problem.text("en") for problem in problems))
        self.problems = problems


def check_texts(sheets: Sheets) -> Iterator[Problem]:
    """Cells that are too long, or hold half a character, which no encoding has."""
    for sheet in sheets.values():
        yield from (_half(sheet.name, 1, column, column) for column in sheet.columns if HALF.search(column))
        for row in sheet.rows:
            for column, text in row.cells.items():
                if HALF.search(text):
                    yield _half(sheet.name, row.number, column, text)
                elif len(text) > LONGEST // 2 and (length := len(text.encode("utf-16-le")) // 2) > LONGEST:
                    params = {"length": str(length), "limit": str(LONGEST)}
                    yield Problem(Code.CELL_TOO_LONG, sheet.name, row.number, column, params)


def check_names(sheets: Sheets) -> Iterator[Problem]:
    """Names that a workbook does not take for its sheets."""
    used: set[str] = set()
    for name in sheets:
        unfit = (
            not 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_NAME or NOT_IN_NAMES.search(name) or HALF.search(name)
        )
        if unfit or "'" in (name[0], name[-1]) or name.lower() in {*used, "history"}:
            yield Problem(Code.SHEET_NAME, name, params={"value": name})
        used.add(name.lower())


def _half(sheet: str, row: int, column: str, text: str) -> Problem:
    found = HALF.search(text)
    char = f"U+{ord(found[0]):04X}" if found else ""
    return Problem(Code.UNSAFE_TEXT, sheet, row, column, {"value": text, "char": char})
