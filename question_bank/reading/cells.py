"""One row being read: hands out its cells as typed values and keeps what was wrong with them.

Gives a harmless value where a cell cannot be read, so that one fault does not hide the next; knows nothing of other rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from question_bank.model import Text
from question_bank.problems import Code, Problem, suggest
from question_bank.sheets import ColumnName, Row

MAX_CELL = 4_000
MAX_ID = 64
"""An id may stand in a button, whose payload is limited to 64 bytes."""

MAX_COMPARISONS = 50_000
"""About a second; a sheet that refers to nothing known must not cost an hour of guessing."""

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
SAFE_BREAKS = "\n\t"
INVISIBLE = ("Cc", "Cf", "Cs", "Co")
DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
FLAGS = {"是": "yes", "否": "", "yes": "yes", "no": "", "1": "yes", "0": "", "true": "yes", "false": ""}


@dataclass(slots=True)
class Known:
    """The ids of the sheet that others refer to. Guessing what was meant compares with all of them, so guesses are rationed."""

    sheet: str
    words: frozenset[str] = frozenset()
    comparisons: int = MAX_COMPARISONS

    def near(self, written: str) -> str:
        """The id that was probably meant, or the empty string if none is near or the ration is used up."""
        if self.comparisons < len(self.words):
            return ""
        self.comparisons -= len(self.words)
        return suggest(written, sorted(self.words))


@dataclass(slots=True)
class Cells:
    """The cells of one row of `sheet`; `others` are the bank's languages beside its own."""

    sheet: str
    row: Row
    others: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: Code, column: str | None, **params: str) -> None:
        """Keeps a problem of this row."""
        self.problems.append(Problem(code, self.sheet, self.row.number, column, params))

    def plain(self, column: str, *, required: bool = False) -> str:
        """The cell's text, or the empty string."""
        value = self.row.cells.get(column, "")
        if not value and required:
            self.report(Code.CELL_REQUIRED, column)
        return value

    def text(self, column: str, *, required: bool = False) -> Text:
        """The cell with its translations. A translation without the text it translates counts as the text missing."""
        cells = self.row.cells
        base = cells.get(column, "")
        translations = {language: found for language in self.others if (found := cells.get(f"{column}@{language}"))}
        if not base and (required or translations):
            self.report(Code.CELL_REQUIRED, column)
        return Text(base, translations)

    def identifier(self, column: str, limit: int = MAX_ID) -> str:
        """The id in this cell; one that is malformed is reported and kept, so that what refers to it is not reported too."""
        value = self.plain(column, required=True)
        if value and not (ID.fullmatch(value) and len(value) <= limit):
            self.report(Code.ID_MALFORMED, column, value=value, limit=str(limit))
        return value

    def reference(self, column: str, known: Known, *, required: bool = True) -> str:
        """The id of a row in another sheet. Where it is unknown, the nearest known one is taken for the rest of the reading."""
        value = self.plain(column, required=required)
        if not value or value in known.words:
            return value
        near = known.near(value)
        self.report(Code.REFERENCE_UNKNOWN, column, value=value, target=known.sheet, suggestion=near)
        return near or value

    def choice(self, column: str, choices: Mapping[str, str], otherwise: str, *, required: bool = True) -> str:
        """What the written word stands for in `choices`; width and capitals of letters do not matter. An empty cell is `otherwise`."""
        value = self.plain(column, required=required)
        found = choices.get(unicodedata.normalize("NFKC", value).lower())
        if value and found is None:
            self.report(Code.CHOICE_EXPECTED, column, value=value, choices=" / ".join(choices), suggestion=suggest(value, choices))
        return otherwise if found is None else found

    def flag(self, column: str, usual: bool | None = None) -> bool:
        """Whether the cell says yes; it may be empty where there is something usual."""
        return self.choice(column, FLAGS, "yes" if usual else "", required=usual is None) == "yes"

    def day(self, column: str, *, required: bool = True) -> date | None:
        """The day in the cell: `2025-08-15`, or as people write it, `2025/8/15`, `2025.8.15`, `2025年8月15日`."""
        value = self.plain(column, required=required)
        if not value:
            return None
        if (found := _day(unicodedata.normalize("NFKC", value))) is None:
            self.report(Code.DAY_EXPECTED, column, value=value)
        return found

    def number(self, column: str, low: str, high: str, *, required: bool = True) -> Decimal | None:
        """The exact number in the cell, from `low` to `high` inclusive."""
        value = self.plain(column, required=required)
        if not value:
            return None
        if not NUMBER.fullmatch(folded := unicodedata.normalize("NFKC", value)):
            self.report(Code.NUMBER_EXPECTED, column, value=value)
            return None
        if not Decimal(low) <= (found := Decimal(folded)) <= Decimal(high):
            self.report(Code.OUT_OF_RANGE, column, value=value, low=low, high=high)
            return None
        return found

    def whole(self, column: str, low: int, high: int, *, required: bool = True) -> int | None:
        """The whole number in the cell; `3.0`, as some programs write it, is 3."""
        found = self.number(column, str(low), str(high), required=required)
        if found is None:
            return None
        if found != int(found):
            self.report(Code.WHOLE_NUMBER_EXPECTED, column, value=str(found), low=str(low), high=str(high))
            return None
        return int(found)


def _day(written: str) -> date | None:
    match = DAY.fullmatch(written)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def unsafe(sheet: str, row: Row) -> list[Problem]:
    """What no cell may hold, whatever its column: formulas, invisible control characters, endless text."""
    found: list[Problem] = []
    for column, text in row.cells.items():
        if text.startswith("="):
            found.append(Problem(Code.FORMULA_CELL, sheet, row.number, column, {"value": text}))
        if len(text) > MAX_CELL:
            found.append(Problem(Code.CELL_TOO_LONG, sheet, row.number, column, {"length": str(len(text)), "limit": str(MAX_CELL)}))
        if not text.isprintable() and (char := _invisible(text)):
            found.append(Problem(Code.UNSAFE_TEXT, sheet, row.number, column, {"value": text, "char": f"U+{ord(char):04X}"}))
    return found


def _invisible(text: str) -> str:
    """The first control character, bidirectional override or private character; spaces of any width are fine."""
    return next((char for char in text if char not in SAFE_BREAKS and unicodedata.category(char) in INVISIBLE), "")


def column_of(name: str, kind: str) -> str:
    """The full name of the column `name` for one enterprise type."""
    return str(ColumnName(name, kind))
